import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import { decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { openWorld, url, type World } from "../../world.ts";
import { myScopes, newClient, openOAuthWorld, read, signInAs, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const forScope = (scope: string) =>
  world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope });

/** Every member that live documents have (identity-domains-api.md 10.1), with the local domain's URLs. */
function liveDocument(secureUrl = url) {
  const endpoints = (base: string, prefix: string) => ({
    [`${prefix}authorization_endpoint`]: `${base}/oauth2/v1/authorize`,
    [`${prefix}token_endpoint`]: `${base}/oauth2/v1/token`,
    [`${prefix}userinfo_endpoint`]: `${base}/oauth2/v1/userinfo`,
    [`${prefix}revocation_endpoint`]: `${base}/oauth2/v1/revoke`,
    [`${prefix}introspection_endpoint`]: `${base}/oauth2/v1/introspect`,
    [`${prefix}end_session_endpoint`]: `${base}/oauth2/v1/userlogout`,
    [`${prefix}jwks_uri`]: `${base}/admin/v1/SigningCert/jwk`,
  });
  const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  return {
    issuer: "https://identity.oraclecloud.com/",
    ...endpoints(url, ""),
    ...endpoints(secureUrl, "secure_"),
    scopes_supported: [
      ...["openid", "profile", "offline_access", "email", "address", "phone"],
      ...["groups", "get_groups", "approles", "get_approles"],
    ],
    response_types_supported: [
      ...["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"],
    ],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["aud", "exp", "iat", "iss", "jti", "sub"],
    grant_types_supported: [
      ...["client_credentials", "password", "refresh_token", "authorization_code", jwtBearer, "tls_cert_auth"],
    ],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt", "client_secret_post"],
    token_endpoint_auth_signing_alg_values_supported: ["RS256"],
    userinfo_signing_alg_values_supported: ["none"],
    ui_locales_supported: ["en"],
    claims_parameter_supported: false,
    http_logout_supported: true,
    logout_session_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    require_request_uri_registration: false,
    idcs_id_token: "supported",
    idcs_logout_v3: "supported",
  };
}

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
    const [{ x5c, ...jwk }] = body.keys;
    const certificate = new X509Certificate(Buffer.from(x5c[0], "base64"));
    const named = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest("base64url");
    const names = { x5t: named("sha1"), "x5t#S256": named("sha256") };
    const known = { kty: "RSA", n: expect.any(String), e: "AQAB", kid: "SIGNING_KEY", alg: "RS256", use: "sig" };
    expect(jwk).toEqual({ ...known, ...names });
    expect(certificate.publicKey.export({ format: "jwk" })).toEqual({ kty: "RSA", n: jwk.n, e: "AQAB" });
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const { access_token } = (await forScope(read)).body;
    expect(decodeProtectedHeader(access_token)).toEqual({ alg: "RS256", kid: "SIGNING_KEY", ...names });
    expect(createPublicKey({ key: body.keys[0], format: "jwk" }).asymmetricKeyDetails?.modulusLength).toBe(2048);
    const key = await importJWK(body.keys[0]);
    const { payload } = await jwtVerify((await forScope(read)).body.access_token, key, {
      currentDate: world.clock.now,
    });
    expect(payload.aud).toBe("https://orders.example.com/");
  });

  it("has the members of a live document, plain and nested", async () => {
    expect((await world.send("GET", "/.well-known/openid-configuration")).body).toEqual(liveDocument());
    const nested = (await world.send("GET", "/.well-known/idcs-configuration")).body;
    expect(nested).toEqual({ "openid-configuration": liveDocument() });
  });

  it("has a third document, with two members of its own", async () => {
    expect((await world.send("GET", "/.well-known/oauth-authorization-server")).body).toEqual({
      ...liveDocument(),
      token_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt", "client_secret_post", "none"],
      code_challenge_methods_supported: ["S256"],
    });
  });

  it("leads to endpoints that exist, those for mutual TLS on their own listener", async () => {
    const secureUrl = "https://secure.domain.test";
    const twofold = await openWorld({ secureUrl });
    const { body } = await twofold.send("GET", "/.well-known/openid-configuration");
    expect(body).toEqual(liveDocument(secureUrl));
    for (const name of ["userinfo", "end_session", "authorization"]) {
      const path = new URL(body[`${name}_endpoint`]).pathname;
      expect((await world.domain.fetch(new Request(url + path))).status).not.toBe(404);
    }
  });

  it("names scopes that may be requested", async () => {
    const { scopes_supported } = (await world.send("GET", "/.well-known/openid-configuration")).body;
    const { status, body } = await signInAs(world, client, scopes_supported.join(" "));
    expect(status).toBe(200);
    const { body: known } = await world.send("GET", "/oauth2/v1/userinfo", {
      authorization: `Bearer ${body.access_token}`,
    });
    expect(known).toMatchObject({ name: "Callan Park", groups: [{ name: "integration-testers" }], appRoles: [] });
  });
});
