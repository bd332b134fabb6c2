import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { financeScope, url, type World } from "../../world.ts";
import {
  callan,
  callanId,
  change,
  claims,
  expectRefusal,
  grant,
  leftHalf,
  loggedScopeReason,
  myScopes,
  newClient,
  openOAuthWorld,
  read,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

const logicalGuid = "urn:opc:lbaas:logicalguid=idcs-00000000000000000000000000000001";
const callanIs = { type: "User", id: callanId } as const;
const userAdministrator = "urn:opc:idm:role.User%20Administrator";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

describe("a scope of the domain", () => {
  const denied = [400, "unauthorized_client", "Client authorization failed."] as const;

  it("is refused when only the user holds its role", async () => {
    await grant(world, callanIs, "IDCSAppId", "User Administrator");
    expectRefusal(await signInAs(world, client, userAdministrator), ...denied);
    expect(loggedScopeReason(world)).toBe("The role User Administrator is not held.");
  });

  it("is refused when only the client holds its role", async () => {
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "Application Administrator");
    expectRefusal(await signInAs(world, client, "urn:opc:idm:role.Application%20Administrator"), ...denied);
    expect(loggedScopeReason(world)).toBe("The role Application Administrator is not held.");
  });

  it("is refused when it is not a scope", async () => {
    const scope = "urn:opc:idm:role.%E0%A4%A";
    const sentence = `${scope} is not a scope of this domain.`;
    expectRefusal(await signInAs(world, client, scope), 400, "invalid_scope", sentence);
  });

  it("is refused when it needs a user, and a client asks for itself", async () => {
    const own = { grant_type: "client_credentials", scope: "urn:opc:idm:t.user.me" };
    const answer = await world.token(client.name, client.clientSecret, own);
    expectRefusal(answer, 400, "invalid_scope", "urn:opc:idm:t.user.me is not a scope of this domain.");
  });
});

describe("a user's access token", () => {
  it("for a resource contains who the user is and how the user signed in", async () => {
    expect(claims(await signInAs(world, client, read))).toEqual({
      tok_type: "AT",
      iss: "https://identity.oraclecloud.com/",
      tenant_iss: url,
      sub: callan,
      sub_type: "user",
      sub_mappingattr: "userName",
      aud: "https://orders.example.com/",
      scope: "read",
      client_id: client.name,
      client_name: "orders-sync",
      client_guid: client.id,
      client_tenantname: "idcs-00000000000000000000000000000001",
      tenant: "idcs-00000000000000000000000000000001",
      "user.tenant.name": "idcs-00000000000000000000000000000001",
      user_tenantname: "idcs-00000000000000000000000000000001",
      user_id: callanId,
      user_ocid: expect.stringMatching(/^ocid1\.user\./),
      user_displayname: "Callan Park",
      user_lang: "en",
      user_locale: "en",
      user_tz: "UTC",
      user_isAdmin: false,
      user_csr: false,
      sid: expect.any(String),
      amr: ["USERNAME_PASSWORD"],
      idp_name: "localIDP",
      idp_guid: "localIDP",
      idp_type: "LOCAL",
      gtp: "ro",
      jti: expect.any(String),
      iat: 1795262400,
      exp: 1795266000,
    });
  });

  it("has the language, locale and time zone of the user", async () => {
    await change(world, "Users", callanId, { preferredLanguage: "de", locale: "de_AT", timezone: "Europe/Vienna" });
    expect(claims(await signInAs(world, client, read))).toMatchObject({
      user_lang: "de",
      user_locale: "de_AT",
      user_tz: "Europe/Vienna",
    });
  });

  it("for the domain has the roles that both user and client hold", async () => {
    for (const role of ["User Administrator", "Application Administrator"]) {
      await grant(world, callanIs, "IDCSAppId", role);
    }
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "User Administrator");
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "Audit Administrator");
    expect(claims(await signInAs(world, client, myScopes))).toMatchObject({
      aud: [url, logicalGuid],
      scope: `urn:opc:idm:t.user.me ${userAdministrator}`,
      userAppRoles: ["Authenticated", "User Administrator"],
      user_isAdmin: true,
    });
    // The form encodes once more: the name travels as User%2520Administrator.
    expect(claims(await signInAs(world, client, userAdministrator))).toMatchObject({
      scope: userAdministrator,
      userAppRoles: ["Authenticated", "User Administrator"],
    });
  });

  it("has all roles of the user when the client acts on the user's behalf", async () => {
    await grant(world, callanIs, "IDCSAppId", "Application Administrator");
    const acting = await newClient(world, { displayName: "acting", allowedOperations: ["onBehalfOfUser"] });
    const answer = await signInAs(world, acting, myScopes);
    expect(claims(answer).userAppRoles).toEqual(["Authenticated", "Application Administrator"]);
    const headers = { authorization: `Bearer ${answer.body.access_token}` };
    expect((await world.send("GET", "/admin/v1/Apps?count=1", headers)).status).toBe(200);
  });

  it("gives no access to administrators' endpoints with only the user's own scope", async () => {
    await grant(world, callanIs, "IDCSAppId", "Application Administrator");
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "Application Administrator");
    const answer = await signInAs(world, client, "urn:opc:idm:t.user.me");
    expect(claims(answer)).toMatchObject({ scope: "urn:opc:idm:t.user.me", userAppRoles: ["Authenticated"] });
    const headers = { authorization: `Bearer ${answer.body.access_token}` };
    expect((await world.send("GET", "/admin/v1/Apps?count=1", headers)).status).toBe(401);
  });

  it("for only scopes about the user is the domain's, without roles", async () => {
    const payload = claims(await signInAs(world, client, "openid profile"));
    expect(payload).toMatchObject({ aud: [url, logicalGuid], scope: "openid profile" });
    expect(payload).not.toHaveProperty("userAppRoles");
  });

  it("is not an identity token: the admin API accepts neither instead of the other", async () => {
    await grant(world, callanIs, "IDCSAppId", "Identity Domain Administrator");
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "Identity Domain Administrator");
    const { body } = await signInAs(world, client, `openid ${myScopes}`);
    const use = async (token: string) =>
      (await world.send("GET", "/admin/v1/Apps?count=1", { authorization: `Bearer ${token}` })).status;
    expect(await use(body.access_token)).toBe(200);
    expect(await use(body.id_token)).toBe(401);
  });
});

describe("an identity token", () => {
  it("is issued for openid alone", async () => {
    const other = await newClient(world, { displayName: "finance", allowedScopes: [{ fqs: financeScope }] });
    expect((await signInAs(world, other, financeScope)).body).not.toHaveProperty("id_token");
  });

  it("says who signed in when, to whom, and belongs to its access token", async () => {
    const { body } = await signInAs(world, client, `openid ${read}`);
    expect(decodeJwt(body.id_token)).toEqual({
      tok_type: "IT",
      iss: "https://identity.oraclecloud.com/",
      tenant_iss: url,
      sub: callan,
      sub_type: "user",
      sub_mappingattr: "userName",
      aud: ["https://identity.oraclecloud.com/", client.name],
      azp: client.name,
      client_guid: client.id,
      user_id: callanId,
      user_displayname: "Callan Park",
      user_tenantname: "idcs-00000000000000000000000000000001",
      tenant: "idcs-00000000000000000000000000000001",
      "user.tenant.name": "idcs-00000000000000000000000000000001",
      idp_name: "localIDP",
      idp_guid: "localIDP",
      idp_type: "LOCAL",
      at_hash: leftHalf(body.access_token),
      auth_time: 1795262400,
      authn_strength: 2,
      amr: ["USERNAME_PASSWORD"],
      sid: decodeJwt(body.access_token).sid,
      session_exp: 1795291200,
      iat: 1795262400,
      exp: 1795291200,
    });
  });
});
