import { decodeProtectedHeader } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { financeAudience, financeScope, resourceBody, url, type World } from "../../world.ts";
import { claims, form, grant, myScopes, newClient, openOAuthWorld, read, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, { allowedScopes: [{ fqs: read }, { fqs: financeScope }] });
});

const forScope = (scope: string, who = client) =>
  world.token(who.name, who.clientSecret, { grant_type: "client_credentials", scope });

describe("a client token", () => {
  it("comes with Oracle's body and headers: no scope, no refresh token", async () => {
    const answer = await forScope(read);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
    expect(answer.headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("pragma")).toBe("no-cache");
  });

  it("is issued for credentials in the body too", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      scope: read,
      client_id: client.name,
      client_secret: client.clientSecret,
    });
    expect((await world.send("POST", "/oauth2/v1/token", form, String(body))).status).toBe(200);
  });

  it("is issued for form-encoded Basic credentials", async () => {
    const encoded = client.clientSecret.replaceAll("-", "%2D");
    expect((await world.token(client.name, encoded, { grant_type: "client_credentials", scope: read })).status).toBe(
      200,
    );
  });

  it("has the claims of a resource token: scopes without their audience, no service roles", async () => {
    const answer = await forScope(financeScope);
    expect(decodeProtectedHeader(answer.body.access_token)).toEqual({
      alg: "RS256",
      kid: "SIGNING_KEY",
      x5t: expect.stringMatching(/^[\w-]{27}$/),
      "x5t#S256": expect.stringMatching(/^[\w-]{43}$/),
    });
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
    world = await openOAuthWorld({ issuer: url });
    client = await newClient(world);
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
    const both = await newClient(world, {
      displayName: "both",
      allowedScopes: [{ fqs: "https://one.example.com/read" }],
    });
    expect(claims(await forScope("https://one.example.com/read", both)).aud).toEqual([
      "https://one.example.com/",
      "https://two.example.com/",
    ]);
  });

  it("for the domain itself has the administrator roles of the client", async () => {
    await grant(world, { type: "App", id: client.id }, "IDCSAppId", "User Administrator");
    const expected = {
      aud: ["urn:opc:lbaas:logicalguid=idcs-00000000000000000000000000000001", url],
      scope: "urn:opc:idm:t.security.client urn:opc:idm:role.User%20Administrator",
      clientAppRoles: ["Authenticated Client", "User Administrator"],
    };
    expect(claims(await forScope(myScopes))).toMatchObject(expected);
    expect(claims(await forScope("urn:opc:idm:role.User%20Administrator"))).toMatchObject(expected);
  });
});
