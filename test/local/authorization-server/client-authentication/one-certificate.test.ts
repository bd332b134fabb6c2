import { type JWTPayload, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate, type TestCertificate } from "../../certificates.ts";
import { url, type World } from "../../world.ts";
import { callan, newClient, openOAuthWorld, read, type TestClient } from "../oauth-world.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const target = "/oauth2/v1/token";

const own = await makeCertificate("ledger-sync");
const foreign = await makeCertificate("ledger-sync");

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  await registerCertificate(world, "ledger", own);
  client = await newClient(world, {
    clientType: "trusted",
    allowedGrants: ["client_credentials", jwtBearer, "tls_client_auth"],
    certificates: [{ certAlias: "ledger" }],
  });
});

function assertionAbout(sub: string, key: TestCertificate): Promise<string> {
  const now = Math.floor(world.clock.now.getTime() / 1000);
  const claims: JWTPayload = { iss: client.name, sub, aud: `${url}/`, iat: now, exp: now + 300 };
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "ledger" }).sign(key.privateKey);
}

/** Asks for a token in a handshake that proved the certificate. */
async function ask(form: Record<string, string>, clientCertificate?: TestCertificate): Promise<number> {
  const body = new URLSearchParams({ scope: read, ...form });
  const connection = { target, host: "domain.test", remoteAddress: "127.0.0.1" };
  const request = new Request(url + target, { method: "POST", body });
  const answer = await world.domain.fetch(request, {
    ...connection,
    clientCertificate: clientCertificate?.certificate,
  });
  return answer.status;
}

describe.each([
  ["its own certificate", own, 200, 200],
  ["another certificate of that name", foreign, 401, 400],
] as const)("a client with %s", (_, certificate, asClient, asUser) => {
  it(`proves itself by an assertion: ${asClient}`, async () => {
    const client_assertion = await assertionAbout(client.name, certificate);
    const form = { grant_type: "client_credentials", client_assertion_type: assertionType, client_assertion };
    expect(await ask(form)).toBe(asClient);
  });

  it(`vouches for a user: ${asUser}`, async () => {
    const assertion = await assertionAbout(callan, certificate);
    const form = { grant_type: jwtBearer, client_id: client.name, client_secret: client.clientSecret, assertion };
    expect(await ask(form)).toBe(asUser);
  });

  it(`proves itself in the TLS handshake: ${asClient}`, async () => {
    expect(await ask({ grant_type: "tls_client_auth", client_id: client.name }, certificate)).toBe(asClient);
  });
});
