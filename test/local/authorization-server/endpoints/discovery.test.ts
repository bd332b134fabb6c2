import { createPublicKey } from "node:crypto";
import { importJWK, jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { openWorld, url, type World } from "../../world.ts";
import { myScopes, newClient, openOAuthWorld, read, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const forScope = (scope: string) =>
  world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope });

// identity-domains-api.md 13, row 16.
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

  it("names everything that it offers, and only that", async () => {
    const { body } = await world.send("GET", "/.well-known/openid-configuration");
    expect(body).toMatchObject({
      response_types_supported: [
        "code",
        "token",
        "id_token",
        "id_token token",
        "code id_token",
        "code token",
        "code id_token token",
      ],
      response_modes_supported: ["query", "fragment"],
      code_challenge_methods_supported: ["plain", "S256"],
      prompt_values_supported: ["none", "login", "consent", "select_account"],
      scopes_supported: expect.arrayContaining(["openid", "profile", "offline_access", "approles", myScopes]),
      claims_supported: expect.arrayContaining(["sub", "auth_time", "nonce", "email", "groups"]),
    });
    for (const name of ["userinfo", "device_authorization", "end_session", "authorization"]) {
      const path = new URL(body[`${name}_endpoint`]).pathname;
      expect((await world.domain.fetch(new Request(url + path))).status).not.toBe(404);
    }
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
