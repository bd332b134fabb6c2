import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { Readable } from "node:stream";
import { SignJWT } from "jose";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate, type TestCertificate } from "../local/certificates.ts";
import { type ClientWorld, openClientWorld, readOrders, writeOrders } from "./world.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const insecure = { execute: [client.allowInsecureRequests] };

let world: ClientWorld;
let certificate: TestCertificate;
let app: Awaited<ReturnType<ClientWorld["createApp"]>>;
let issuer: URL;
beforeAll(async () => {
  world = await openClientWorld({ tls: { port: 0 } });
  issuer = new URL(world.domain.url);
  certificate = await makeCertificate("openid-client");
  await world.administrator.createOAuthClientCertificate({
    oAuthClientCertificate: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"],
      certificateAlias: "openid-client",
      x509Base64Certificate: certificate.base64,
    },
  });
  app = await world.createApp("openid-client", {
    isOAuthClient: true,
    clientType: "trusted",
    allowedGrants: ["client_credentials", jwtBearer, "tls_client_auth"],
    allowedScopes: [{ fqs: readOrders }],
    allowedOperations: ["introspect"],
    certificates: [{ certAlias: "openid-client" }],
  } as object);
});
afterAll(() => world?.domain.close());

/** The application's RSA key, as openid-client signs with it: the key's ID is the certificate's alias. */
async function signingKey(): Promise<client.PrivateKey> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return { key: certificate.privateKey.toCryptoKey(algorithm, false, ["sign"]), kid: "openid-client" };
}

function discovered(authentication?: client.ClientAuth) {
  return client.discovery(issuer, app.name, app.clientSecret, authentication, insecure);
}

describe("openid-client with a confidential client", () => {
  it("is refused with a wrong secret, and for a scope that is not the client's", async () => {
    const wrong = await client.discovery(issuer, app.name, "wrong", client.ClientSecretBasic("wrong"), insecure);
    await expect(client.clientCredentialsGrant(wrong, { scope: readOrders })).rejects.toMatchObject({
      status: 401,
      code: "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
    });
    await expect(client.clientCredentialsGrant(await discovered(), { scope: writeOrders })).rejects.toMatchObject({
      status: 400,
      cause: expect.objectContaining({ error: "unauthorized_client" }),
    });
  });

  it.each([
    ["HTTP Basic", () => client.ClientSecretBasic(app.clientSecret)],
    ["the secret in the body", () => client.ClientSecretPost(app.clientSecret)],
    ["a signed assertion", async () => client.PrivateKeyJwt(await signingKey())],
  ])("gets a token with %s", async (_, authentication) => {
    const config = await discovered(await authentication());
    const tokens = await client.clientCredentialsGrant(config, { scope: readOrders });
    expect(tokens).toMatchObject({ token_type: "bearer", access_token: expect.any(String), expires_in: 3600 });
  });

  it("gets a token with its certificate, at the endpoint for mutual TLS", async () => {
    const { secureUrl, dataFolder } = world.domain;
    const metadata = { issuer: issuer.href, token_endpoint: `${secureUrl}/oauth2/v1/token` };
    const config = new client.Configuration(metadata, app.name, undefined, client.TlsClientAuth());
    config[client.customFetch] = fetchWith({
      ca: readFileSync(join(dataFolder, "tls-certificate.pem")),
      cert: certificate.certificatePem,
      key: certificate.keyPem,
    });
    const tokens = await client.clientCredentialsGrant(config, { scope: readOrders });
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 3600 });
    const grant = await client.genericGrantRequest(config, "tls_client_auth", { scope: readOrders });
    expect(grant).toMatchObject({ token_type: "bearer", expires_in: 3600 });
  });

  it("gets a token for a user whom it asserts, and not the same one twice", async () => {
    const config = await discovered();
    const assertion = await assertionAbout("mia@example.com");
    const tokens = await client.genericGrantRequest(config, jwtBearer, { assertion, scope: readOrders });
    expect(claimsOf(tokens.access_token)).toMatchObject({ sub: "mia@example.com", sub_type: "user" });
    await expect(client.genericGrantRequest(config, jwtBearer, { assertion, scope: readOrders })).rejects.toMatchObject(
      { cause: expect.objectContaining({ error: "invalid_grant" }) },
    );
  });

  it("sees a token active, and inactive after it revoked it", async () => {
    const config = await discovered();
    const { access_token } = await client.clientCredentialsGrant(config, { scope: readOrders });
    expect(await client.tokenIntrospection(config, access_token)).toMatchObject({
      active: true,
      client_id: app.name,
      scope: "read",
    });
    await client.tokenRevocation(config, access_token);
    expect(await client.tokenIntrospection(config, access_token)).toEqual({ active: false });
  });
});

/** What the assertion of a user is: a JWT by the client, about the user. */
async function assertionAbout(user: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "openid-client" })
    .setIssuer(app.name)
    .setSubject(user)
    .setAudience(issuer.href)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(certificate.privateKey);
}

function claimsOf(token: string): object {
  return JSON.parse(Buffer.from(token.split(".")[1] as string, "base64url").toString());
}

/** `fetch` with a client certificate, which the built-in one does not take. */
function fetchWith(tls: { ca: Buffer; cert: string; key: string }): client.CustomFetch {
  return (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const call = request(url, { ...tls, method, headers }, (answer) =>
        resolve(
          new Response(Readable.toWeb(answer) as ReadableStream, {
            status: answer.statusCode as number,
            headers: answer.headers as Record<string, string>,
          }),
        ),
      );
      call.on("error", reject).end(String(body));
    });
}
