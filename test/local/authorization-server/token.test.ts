import { createPublicKey } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type Answer,
  clientBody,
  financeAudience,
  financeScope,
  grantSchema,
  openWorld,
  resourceBody,
  url,
  type World,
} from "../world.ts";

const read = "https://orders.example.com/read";
const write = "https://orders.example.com/write";
const myScopes = "urn:opc:idm:__myscopes__";

let world: World;
let client: { id: string; name: string; clientSecret: string };
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  client = await newClient();
});

async function newClient(attributes: object = {}): Promise<typeof client> {
  const allowedScopes = [{ fqs: read }, { fqs: financeScope }];
  const answer = await world.admin("POST", "/admin/v1/Apps", clientBody({ allowedScopes, ...attributes }));
  expect(answer.status).toBe(201);
  return answer.body;
}

const request = (form: Record<string, string>, who = client) => world.token(who.name, who.clientSecret, form);
const forScope = (scope: string, who = client) => request({ grant_type: "client_credentials", scope }, who);
const form = { "content-type": "application/x-www-form-urlencoded" };
const claims = ({ body }: Answer) => decodeJwt(body.access_token);
const refusal = (error: string, description: string) => ({
  error,
  error_description: description,
  ecid: expect.stringMatching(/^[0-9a-f]{32}$/),
});

function expectRefusal(answer: Answer, status: number, error: string, description: string): void {
  expect(answer.body).toEqual(refusal(error, description));
  expect(answer.status).toBe(status);
  expect(answer.headers.get("cache-control")).toBe("no-store");
}

describe("a token request is refused", () => {
  it("when it is not a form, or repeats a parameter", async () => {
    expectRefusal(
      await world.send("POST", "/oauth2/v1/token", { "content-type": "application/json" }, "{}"),
      400,
      "invalid_request",
      "The Content-Type must be application/x-www-form-urlencoded.",
    );
    expectRefusal(
      await world.send("POST", "/oauth2/v1/token", form, "scope=a&scope=b"),
      400,
      "invalid_request",
      "The parameter scope is repeated.",
    );
  });

  it("in another verb, and at endpoints that are not there yet", async () => {
    const get = await world.send("GET", "/oauth2/v1/token");
    expectRefusal(get, 405, "invalid_request", "The token endpoint takes POST alone.");
    expect(get.headers.get("allow")).toBe("POST");
    expectRefusal(
      await world.send("POST", "/oauth2/v1/nowhere", form, "token=x"),
      404,
      "invalid_request",
      "There is no endpoint /oauth2/v1/nowhere.",
    );
  });

  it("without credentials, with wrong ones, with another scheme and for an unknown client", async () => {
    const failed = [401, "invalid_client", "Client authentication failed."] as const;
    expectRefusal(await world.send("POST", "/oauth2/v1/token", form, "grant_type=client_credentials"), ...failed);
    const wrong = await world.token(client.name, "wrong", { grant_type: "client_credentials" });
    expectRefusal(wrong, ...failed);
    expect(wrong.headers.get("www-authenticate")).toBe('Basic realm="identity domain"');
    expectRefusal(await world.token("nobody", client.clientSecret, {}), ...failed);
    expectRefusal(await world.token(client.name, "", {}), ...failed);
    expectRefusal(await world.send("POST", "/oauth2/v1/token", { ...form, authorization: "Bearer x" }, ""), ...failed);
    expectRefusal(await world.token("WACS_DEV_APPID", "", {}), ...failed);
  });

  it("when the client authenticates in two ways at once", async () => {
    expectRefusal(
      await request({ client_id: client.name, client_secret: client.clientSecret }),
      400,
      "invalid_request",
      "The client authenticates in two ways at once.",
    );
    expectRefusal(
      await request({ client_id: "other" }),
      400,
      "invalid_request",
      "The client_id of the body is not that of the Authorization header.",
    );
  });

  it("for an inactive client, with the error that the settings choose", async () => {
    const inactive = await newClient({ displayName: "inactive", active: false });
    expectRefusal(await forScope(read, inactive), 401, "invalid_client", "The client is not active.");
    world = await openWorld({ inactiveClientError: "unauthorized_client" });
    const other = await newClient({ active: false, allowedScopes: [] });
    expectRefusal(await forScope(read, other), 400, "unauthorized_client", "The client is not active.");
  });

  it("for a grant type that is missing, unknown, not allowed or not supported yet", async () => {
    expectRefusal(await request({}), 400, "invalid_request", "The parameter grant_type is missing.");
    expectRefusal(
      await request({ grant_type: "magic" }),
      400,
      "unsupported_grant_type",
      "The grant type magic is not known.",
    );
    expectRefusal(
      await request({ grant_type: "password" }),
      400,
      "unauthorized_client",
      "The client is not allowed the grant type password.",
    );
    const owner = await newClient({ displayName: "owner", allowedGrants: ["password"] });
    expectRefusal(
      await request({ grant_type: "password" }, owner),
      400,
      "unsupported_grant_type",
      "The local identity domain does not support password.",
    );
  });

  it("for scopes that do not exist or do not go together", async () => {
    const invalid = async (scope: string, description: string) =>
      expectRefusal(await forScope(scope), 400, "invalid_scope", description);
    await invalid("", "The request names no scope.");
    await invalid("offline_access", "The request names no scope.");
    await invalid("https://orders.example.com/raed", "No resource declares the scope https://orders.example.com/raed.");
    await invalid("openid", "No resource declares the scope openid.");
    await invalid("urn:opc:idm:nothing", "urn:opc:idm:nothing is not a scope of this domain.");
    await invalid(`${read} ${financeScope}`, "All scopes of a request must belong to one resource.");
    await invalid(
      `${read} ${myScopes}`,
      "Scopes of the identity domain and of a resource cannot be requested together.",
    );
    await invalid(
      `urn:opc:resource:consumer::all ${read}`,
      "urn:opc:resource:consumer::all cannot be requested with other scopes.",
    );
    await invalid(`${read} urn:opc:resource:expiry=long`, "urn:opc:resource:expiry= must be followed by seconds.");
  });

  it("for a scope that exists and is not allowed, with the error that the settings choose", async () => {
    const failed = "Client authorization failed.";
    expectRefusal(await forScope(write), 400, "unauthorized_client", failed);
    expectRefusal(await forScope(`${read} ${write}`), 400, "unauthorized_client", failed);
    expectRefusal(await forScope("urn:opc:resource:consumer::all"), 400, "unauthorized_client", failed);
    expectRefusal(await forScope("urn:opc:idm:role.User%20Administrator"), 400, "unauthorized_client", failed);
    world = await openWorld({ disallowedScopeError: "invalid_scope" });
    await world.admin("POST", "/admin/v1/Apps", resourceBody());
    client = await newClient();
    expectRefusal(await forScope(write), 400, "invalid_scope", failed);
  });

  it("for a scope of an inactive resource", async () => {
    const { body } = await world.admin("GET", "/admin/v1/Apps?filter=displayName+eq+%22Orders+API%22");
    await world.admin("PUT", `/admin/v1/AppStatusChanger/${body.Resources[0].id}`, {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"],
      active: false,
    });
    expectRefusal(await forScope(read), 400, "invalid_scope", "The resource of the scope is not active.");
  });
});

describe("a client token", () => {
  it("comes with Oracle's body and headers: no scope, no refresh token", async () => {
    const answer = await forScope(`${read} offline_access`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
    expect(answer.headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("pragma")).toBe("no-cache");
  });

  it("comes for credentials in the body too", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      scope: read,
      client_id: client.name,
      client_secret: client.clientSecret,
    });
    expect((await world.send("POST", "/oauth2/v1/token", form, String(body))).status).toBe(200);
  });

  it("takes form-encoded Basic credentials", async () => {
    const encoded = client.clientSecret.replaceAll("-", "%2D");
    expect((await world.token(client.name, encoded, { grant_type: "client_credentials", scope: read })).status).toBe(
      200,
    );
  });

  it("has the claims of a resource token: scopes without their audience, no service roles", async () => {
    const answer = await forScope(financeScope);
    expect(decodeProtectedHeader(answer.body.access_token)).toEqual({ alg: "RS256", kid: "SIGNING_KEY" });
    expect(claims(answer)).toEqual({
      tok_type: "AT",
      iss: "https://identity.oraclecloud.com/",
      tenant_iss: url,
      sub: client.name,
      sub_type: "client",
      sub_mappingattr: "userName",
      aud: financeAudience,
      scope: "urn:opc:resource:consumer::all",
      client_id: client.name,
      client_name: "orders-sync",
      client_guid: client.id,
      client_tenantname: "idcs-00000000000000000000000000000001",
      tenant: "idcs-00000000000000000000000000000001",
      "user.tenant.name": "idcs-00000000000000000000000000000001",
      gtp: "cc",
      jti: expect.any(String),
      iat: 1795262400,
      exp: 1795266000,
    });
  });

  it("has the issuer that the settings name", async () => {
    world = await openWorld({ issuer: url });
    await world.admin("POST", "/admin/v1/Apps", resourceBody());
    client = await newClient();
    expect(claims(await forScope(read)).iss).toBe(url);
  });

  it("has all audiences of its resource", async () => {
    await world.admin(
      "POST",
      "/admin/v1/Apps",
      resourceBody({
        displayName: "two audiences",
        audience: "https://one.example.com/",
        protectableSecondaryAudiences: [{ value: "https://two.example.com/" }],
      }),
    );
    const both = await newClient({ displayName: "both", allowedScopes: [{ fqs: "https://one.example.com/read" }] });
    expect(claims(await forScope("https://one.example.com/read", both)).aud).toEqual([
      "https://one.example.com/",
      "https://two.example.com/",
    ]);
  });

  it("for the domain itself has the administrator roles of the client", async () => {
    const filter = encodeURIComponent('app.value eq "IDCSAppId" and displayName eq "User Administrator"');
    const [role] = (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body.Resources;
    await world.admin("POST", "/admin/v1/Grants", {
      schemas: [grantSchema],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: client.id },
      app: { value: "IDCSAppId" },
      entitlement: { attributeName: "appRoles", attributeValue: role.id },
    });
    const expected = {
      aud: ["urn:opc:lbaas:logicalguid=idcs-00000000000000000000000000000001", url],
      scope: "urn:opc:idm:t.security.client urn:opc:idm:role.User%20Administrator",
      clientAppRoles: ["Authenticated Client", "User Administrator"],
    };
    expect(claims(await forScope(myScopes))).toMatchObject(expected);
    expect(claims(await forScope("urn:opc:idm:role.User%20Administrator"))).toMatchObject(expected);
  });

  it("for all resources needs trustScope Account", async () => {
    const account = await newClient({ displayName: "account", trustScope: "Account" });
    expect(claims(await forScope("urn:opc:resource:consumer::all", account))).toMatchObject({
      aud: "urn:opc:resource:scope:account",
      scope: "urn:opc:resource:consumer::all",
    });
    expect(claims(await forScope(read, account)).aud).toBe("https://orders.example.com/");
  });

  it("is given for a scope below an allowed one with the same qualifier", async () => {
    const base = "https://paas.example.com";
    const broad = "urn:opc:resource:consumer:paas::read";
    await world.admin(
      "POST",
      "/admin/v1/Apps",
      resourceBody({ displayName: "paas", audience: base, scopes: [{ value: broad }] }),
    );
    const paas = await newClient({ displayName: "broad", allowedScopes: [{ fqs: base + broad }] });
    const narrow = "urn:opc:resource:consumer:paas:analytics::read";
    expect(claims(await forScope(base + narrow, paas)).scope).toBe(narrow);
    expect((await forScope(`${base}urn:opc:resource:consumer:paas:analytics::write`, paas)).body.error).toBe(
      "invalid_scope",
    );
  });

  it.each([
    [undefined, undefined, 3600],
    [7200, undefined, 7200],
    [7200, 600, 600],
    [600, 7200, 600],
    [undefined, 86_400, 86_400],
    [undefined, 1, 60],
    [undefined, 99_999_999, 31_536_000],
  ])("of a resource with expiry %s, asked for %s seconds, lives %i", async (resource, custom, expected) => {
    const audience = "https://expiry.example.com/";
    await world.admin(
      "POST",
      "/admin/v1/Apps",
      resourceBody({ displayName: "expiry", audience, accessTokenExpiry: resource }),
    );
    const short = await newClient({ displayName: "short", allowedScopes: [{ fqs: `${audience}read` }] });
    const scope = `${audience}read${custom === undefined ? "" : ` urn:opc:resource:expiry=${custom}`}`;
    expect((await forScope(scope, short)).body.expires_in).toBe(expected);
  });
});

describe("discovery", () => {
  it("keeps the signing key behind credentials unless it was opened", async () => {
    const path = "/admin/v1/SigningCert/jwk";
    expect((await world.send("GET", path)).status).toBe(401);
    expect((await world.admin("GET", path)).status).toBe(200);
    const token = (await forScope(myScopes)).body.access_token;
    expect((await world.send("GET", path, { authorization: `Bearer ${token}` })).status).toBe(200);
    const open = await openWorld({ publicSigningCert: true });
    expect((await open.send("GET", path)).status).toBe(200);
  });

  it("leads to the key that verifies the tokens", async () => {
    const { body } = await world.admin("GET", "/admin/v1/SigningCert/jwk");
    expect(body).toEqual({
      keys: [{ kty: "RSA", n: expect.any(String), e: "AQAB", kid: "SIGNING_KEY", alg: "RS256", use: "sig" }],
    });
    expect(createPublicKey({ key: body.keys[0], format: "jwk" }).asymmetricKeyDetails?.modulusLength).toBe(2048);
    const key = await importJWK(body.keys[0]);
    const { payload } = await jwtVerify((await forScope(read)).body.access_token, key, {
      currentDate: world.clock.now,
    });
    expect(payload.aud).toBe("https://orders.example.com/");
  });

  it("is plain in one form and nested in Oracle's", async () => {
    const plain = (await world.send("GET", "/.well-known/openid-configuration")).body;
    expect(plain).toMatchObject({
      issuer: "https://identity.oraclecloud.com/",
      token_endpoint: `${url}/oauth2/v1/token`,
      jwks_uri: `${url}/admin/v1/SigningCert/jwk`,
    });
    const nested = (await world.send("GET", "/.well-known/idcs-configuration")).body;
    expect(Object.keys(nested)).toEqual(["openid-configuration"]);
    expect(nested["openid-configuration"]).toMatchObject({ ...plain, secure_token_endpoint: `${url}/oauth2/v1/token` });
  });
});
