import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeJwt, type JWTPayload, SignJWT } from "jose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, type TestCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, signedHeaders, type World } from "../../world.ts";
import { callanId, change, expectRefusal, grant, newApp, type TestClient } from "../oauth-world.ts";

const issuer = "https://pipeline.example";
const sub = "repo:acme/clients:ref:refs/heads/main";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
const trusts = "/admin/v1/IdentityPropagationTrusts";
const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:IdentityPropagationTrust"];

const job = generateKeyPairSync("rsa", { modulusLength: 2048 });
const spki = (key: KeyObject) => key.export({ type: "spki", format: "der" }).toString("base64");
let certificate: TestCertificate;
let world: World;
let client: TestClient;
let serviceUser: string;

beforeAll(async () => {
  certificate = await makeCertificate("pipeline");
});
beforeEach(async () => {
  world = await openWorld();
  client = await newApp(world, clientBody({ displayName: "exchange", name: "exchange" }));
  const user = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", userExtension],
    userName: "pipeline",
    name: { familyName: "Pipeline" },
    [userExtension]: { serviceUser: true },
  };
  serviceUser = (await world.admin("POST", "/admin/v1/Users", user)).body.id;
});

const trust = (attributes: object = {}) => ({
  schemas,
  name: "pipeline",
  type: "JWT",
  issuer,
  active: true,
  oauthClients: ["exchange"],
  publicCertificate: certificate.base64,
  allowImpersonation: true,
  impersonationServiceUsers: [{ rule: `sub eq '${sub}'`, value: serviceUser }],
  ...attributes,
});
const trusting = async (attributes: object = {}): Promise<Answer> => {
  const answer = await world.admin("POST", trusts, trust(attributes));
  expect(answer).toMatchObject({ status: 201 });
  return answer;
};
const jwt = (claims: JWTPayload = {}, key: KeyObject = certificate.privateKey, alg = "RS256") =>
  new SignJWT({ iss: issuer, sub, exp: world.clock.now.getTime() / 1000 + 300, ...claims })
    .setProtectedHeader({ alg })
    .sign(key);
const exchange = async (token: string | Promise<string>, form: Record<string, string> = {}, by = client) =>
  world.token(by.name, by.clientSecret, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:oci:token-type:oci-upst",
    subject_token_type: "jwt",
    subject_token: await token,
    public_key: spki(job.publicKey),
    ...form,
  });
const asJob = (token: string, path: string, { key = job.privateKey, method = "GET", body = "" } = {}) => {
  const text = body === "" ? undefined : body;
  const headers = signedHeaders({ method, path, date: world.clock.now, key, keyId: `ST$${token}`, body: text });
  return world.send(method, path, headers, text);
};

describe("a token exchange is refused", () => {
  const noRule = "No impersonation rule of the trust matches the subject token.";
  const noTrust = "There is no active identity propagation trust for the issuer of the subject token.";

  it.each<[string, object, JWTPayload, string]>([
    ["for an issuer without a trust", {}, { iss: `${issuer}/` }, noTrust],
    ["by a trust for SAML", { type: "SAML" }, {}, noTrust],
    ["for a JWT that has expired", {}, { exp: 1 }, "The subject token has expired."],
    [
      "for a JWT that never expires",
      {},
      { exp: undefined } as unknown as JWTPayload,
      "The claim exp of the subject token is missing or wrong.",
    ],
    [
      "for another audience",
      { clientClaimName: "aud", clientClaimValues: ["a", "b"] },
      { aud: ["A", "c"] },
      "The claim aud of the subject token is none of the values that the trust allows.",
    ],
    ["if no rule matches", {}, { sub: `${sub}2` }, noRule],
    ["for a claim in another case", {}, { sub: sub.toUpperCase() }, noRule],
    ["for a claim that is a list", {}, { sub: [sub] as unknown as string }, noRule],
    [
      "without impersonation, for a user who is not known",
      { allowImpersonation: false },
      {},
      "The user of the subject token is not known, or not active.",
    ],
    [
      "if the keys are not on localhost",
      { publicCertificate: undefined, publicKeyEndpoint: `${issuer}/jwks` },
      {},
      "The local identity domain reads keys from localhost only: give the trust a publicCertificate.",
    ],
  ])("%s", async (_, attributes, claims, sentence) => {
    await trusting(attributes);
    expectRefusal(await exchange(jwt(claims)), 400, "invalid_request", sentence);
  });

  it("for a JWT that another key signed, or with another algorithm", async () => {
    await trusting();
    const notSigned = "The subject token is not signed by a key of the trust.";
    expectRefusal(await exchange(jwt({}, job.privateKey)), 400, "invalid_request", notSigned);
    const rs512 = jwt({}, certificate.privateKey, "RS512");
    expectRefusal(await exchange(rs512), 400, "invalid_request", "The subject token is not signed with RS256.");
    expectRefusal(await exchange("a.b.c"), 400, "invalid_request", "The subject token is not a JWT.");
  });

  it("for a client that the trust does not name, and for a wrong secret", async () => {
    await trusting();
    const other = await newApp(world, clientBody({ displayName: "other", name: "other" }));
    const notNamed = "The client is not one of the OAuth clients of the trust.";
    expectRefusal(await exchange(jwt(), {}, other), 400, "unauthorized_client", notNamed);
    expectRefusal(
      await exchange(jwt(), {}, { ...client, clientSecret: "idcscs-wrong" }),
      401,
      "invalid_client",
      "Client authentication failed.",
    );
  });

  it.each([
    ["requested_token_type", "urn:oci:token-type:oci-rpst", "only urn:oci:token-type:oci-upst as requested_token_type"],
    ["subject_token_type", "spnego", "only jwt as subject_token_type"],
  ])("with another %s", async (name, value, words) => {
    await trusting();
    const sentence = `The local identity domain supports ${words}.`;
    expectRefusal(await exchange(jwt(), { [name]: value }), 400, "invalid_request", sentence);
  });

  it("for a public key in PEM, a short one, and one of another kind", async () => {
    await trusting();
    const keys = [
      job.publicKey.export({ type: "spki", format: "pem" }).toString(),
      spki(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey),
      spki(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey),
    ];
    const sentence =
      "public_key must be an RSA key of 2048 bits or more: base64 of its DER form, without PEM lines.";
    for (const key of keys) expectRefusal(await exchange(jwt(), { public_key: key }), 400, "invalid_request", sentence);
  });
});

describe("a token exchange", () => {
  it("gives a session token of an hour for the service user, that contains the key and the source", async () => {
    await trusting();
    const { status, body } = await exchange(jwt());
    expect([status, Object.keys(body)]).toEqual([200, ["token"]]);
    const { body: user } = await world.admin("GET", `/admin/v1/Users/${serviceUser}`);
    const { jti, jwk, ...claims } = decodeJwt(body.token);
    const now = world.clock.now.getTime() / 1000;
    expect(JSON.parse(String(jwk))).toEqual(job.publicKey.export({ format: "jwk" }));
    expect(claims).toEqual({
      iss: "authService.oracle.com",
      aud: "oci",
      ttype: "upst",
      ptype: "user",
      sub: user.ocid,
      tenant: "ocid1.tenancy.oc1..local",
      source_authn_prin: sub,
      iat: now,
      exp: now + 3600,
    });
  });

  it.each([
    ["sub eq *", {}],
    [`"sub" eq repo:acme/*:ref:refs/heads/*`, {}],
    [`repository co acme`, { repository: "acme/clients" }],
  ])("takes the first rule that matches: %s", async (rule, claims) => {
    const impersonationServiceUsers = [
      { rule: "sub eq other", value: serviceUser },
      { rule, value: serviceUser },
    ];
    await trusting({ impersonationServiceUsers });
    expect((await exchange(jwt(claims))).status).toBe(200);
  });

  it("without impersonation is for the user whose attribute has the subject claim", async () => {
    await trusting({ allowImpersonation: false, subjectClaimName: "email", subjectMappingAttribute: "userName" });
    const { body } = await exchange(jwt({ email: "Callan@example.com" }));
    const { body: callan } = await world.admin("GET", `/admin/v1/Users/${callanId}`);
    expect(decodeJwt(body.token)).toMatchObject({ sub: callan.ocid });
    expect(decodeJwt(body.token)).not.toHaveProperty("source_authn_prin");
  });
});

describe("a request that is signed with a session token", () => {
  const denied = (answer: Answer) => [answer.status, answer.body.detail];
  const invalid = [401, "The session token of the request signature is not valid."];

  it("is refused with another key, after an hour, for a user who is inactive, and as a bearer token", async () => {
    await trusting();
    const { token } = (await exchange(jwt())).body;
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect(denied(await asJob(token, "/admin/v1/Me", { key: other }))).toEqual([
      401,
      "The request signature does not match the request.",
    ]);
    const bearer = await world.send("GET", "/admin/v1/Me", { authorization: `Bearer ${token}` });
    expect(denied(bearer)).toEqual([401, "The access token is not valid for this API."]);
    expect(denied(await asJob(await jwt({ iss: "authService.oracle.com", aud: "oci" }), "/admin/v1/Me"))).toEqual(
      invalid,
    );
    await change(world, "Users", serviceUser, { active: false });
    expect(denied(await asJob(token, "/admin/v1/Me"))).toEqual(invalid);
    await change(world, "Users", serviceUser, { active: true });
    expect((await asJob(token, "/admin/v1/Me")).body.userName).toBe("pipeline");
    world.clock.now = new Date(world.clock.now.getTime() + 3600_000);
    expect(denied(await asJob(token, "/admin/v1/Me"))).toEqual(invalid);
  });

  it("has the rights that its user has at that moment", async () => {
    await trusting();
    const { token } = (await exchange(jwt())).body;
    expect((await asJob(token, "/admin/v1/Apps")).status).toBe(401);
    await grant(world, { type: "User", id: serviceUser }, "IDCSAppId", "Application Administrator");
    expect((await asJob(token, "/admin/v1/Apps")).status).toBe(200);
    expect((await asJob(token, trusts)).status).toBe(401);
    const body = JSON.stringify(clientBody({ displayName: "made by the job" }));
    const made = await asJob(token, "/admin/v1/Apps", { method: "POST", body });
    expect(made.body.idcsCreatedBy.value).toBe("OCI User");
  });
});

describe("IdentityPropagationTrusts", () => {
  it.each<[string, () => object, string]>([
    [
      "without keys",
      () => ({ publicCertificate: undefined }),
      "publicKeyEndpoint or publicCertificate is required.",
    ],
    ["with an endpoint that is no URL", () => ({ publicKeyEndpoint: "jwks" }), "publicKeyEndpoint: it is not a URL."],
    [
      "with a certificate in PEM",
      () => ({ publicCertificate: certificate.certificatePem }),
      "publicCertificate must be an X.509 certificate: base64 of its DER form, on one line and without PEM lines.",
    ],
    [
      "with impersonation, and nobody to impersonate",
      () => ({ impersonationServiceUsers: undefined }),
      "Missing required attribute(s): impersonationServiceUsers.",
    ],
    ...["sub", "sub is x", "sub eq", "sub co a*", "a b eq c"].map((rule): [string, () => object, string] => [
      `with the rule ${rule}`,
      () => ({ impersonationServiceUsers: [{ rule, value: serviceUser }] }),
      "impersonationServiceUsers.rule: it is not a claim, eq or co, and a value; with co, the value has no wildcard.",
    ]),
    [
      "with a user who can sign in",
      () => ({ impersonationServiceUsers: [{ rule: "sub eq x", value: callanId }] }),
      `impersonationServiceUsers.value: ${callanId} is not a service user.`,
    ],
    [
      "with a user who does not exist",
      () => ({ impersonationServiceUsers: [{ rule: "sub eq x", value: "nobody" }] }),
      "IdentityPropagationTrust.impersonationServiceUsers references a User with ID nobody that does not exist.",
    ],
  ])("are refused %s", async (_, attributes, detail) => {
    const { status, body } = await world.admin("POST", trusts, trust(attributes()));
    expect([status, body.detail]).toEqual([400, detail]);
  });

  it("are refused for an issuer that has one", async () => {
    await trusting();
    expect((await world.admin("POST", trusts, trust({ name: "another" }))).status).toBe(409);
  });

  it("show whom they impersonate only on request", async () => {
    const { body } = await trusting();
    expect(body).not.toHaveProperty("impersonationServiceUsers");
    const asked = await world.admin("GET", `${trusts}/${body.id}?attributes=impersonationServiceUsers`);
    expect(asked.body.impersonationServiceUsers).toMatchObject([{ rule: `sub eq '${sub}'`, value: serviceUser }]);
  });
});
