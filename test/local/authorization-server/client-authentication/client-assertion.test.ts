import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";
import {
  basic,
  expectRefusal,
  loggedReason,
  newApp,
  pass,
  post,
  read,
  secondsNow,
  type TestClient,
} from "../oauth-world.ts";

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const own = await makeCertificate("orders-sync");
const foreign = await makeCertificate("reports", "2026-12-01");

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", own);
  await registerCertificate(world, "foreign", foreign);
  await newApp(world, resourceBody());
  client = await created({ certificates: [{ certAlias: "orders" }] });
});

const created = (attributes: object) => newApp(world, clientBody({ allowedScopes: [{ fqs: read }], ...attributes }));
const claimsOf = (changes: Record<string, unknown> = {}): JWTPayload => ({
  iss: client.name,
  sub: client.name,
  aud: `${url}/`,
  iat: secondsNow(world),
  exp: secondsNow(world) + 300,
  ...changes,
});
const signed = (claims: JWTPayload, header: object = { kid: "orders" }, key = own.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header }).sign(key);
const withSecret = (text: string) =>
  new SignJWT(claimsOf()).setProtectedHeader({ alg: "HS256", kid: "orders" }).sign(new TextEncoder().encode(text));
const ask = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  post(world, "token", { grant_type: "client_credentials", scope: read, ...parameters }, headers);
const present = (assertion: string, more: Record<string, string> = {}) =>
  ask({ client_assertion_type: jwtBearer, client_assertion: assertion, ...more });

function expectFailure(answer: Answer, sentence?: string): void {
  const description = ["Client authentication failed.", ...(sentence ? [sentence] : [])].join(" ");
  expectRefusal(answer, 401, "invalid_client", description);
}

const wrong = (claim: string) => `The claim ${claim} of the assertion is missing or wrong.`;

describe("a client assertion", () => {
  const unknownClient = "There is no OAuth client of that ID.";
  const noType = "The client_assertion_type is missing or not supported.";
  const noCertificate = "Its header names no valid certificate of the client.";

  it.each<[string, () => Promise<Answer>, string]>([
    ["it is not a JWT", () => present("nonsense", { client_id: client.name }), "It is not a JWT."],
    ["it is missing", () => ask({ client_id: client.name, client_assertion_type: jwtBearer }), "It is not a JWT."],
    ["its type is missing", async () => ask({ client_assertion: await signed(claimsOf()) }), noType],
    [
      "its type is unknown",
      async () =>
        ask({
          client_assertion: await signed(claimsOf()),
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:unknown",
        }),
      noType,
    ],
    ["nothing signs it", () => present(new UnsecuredJWT(claimsOf()).encode()), "It is not signed with RS256."],
    [
      "the client secret signs it",
      async () => present(await withSecret(client.clientSecret)),
      "It is not signed with RS256.",
    ],
    [
      "the text of the certificate signs it",
      async () => present(await withSecret(own.certificatePem)),
      "It is not signed with RS256.",
    ],
    [
      "another key signs it",
      async () => present(await signed(claimsOf(), { kid: "orders" }, foreign.privateKey)),
      "The certificate's key did not sign it.",
    ],
    [
      "the key of a certificate that is not the client's signs it",
      async () => present(await signed(claimsOf(), { kid: "foreign" }, foreign.privateKey)),
      noCertificate,
    ],
    ["its header names no certificate", async () => present(await signed(claimsOf(), {})), noCertificate],
    [
      "its kid does not exist, whatever its x5t",
      async () => present(await signed(claimsOf(), { kid: "other", x5t: own.x5t })),
      noCertificate,
    ],
    ["it is about an unknown client", async () => present(await signed(claimsOf({ sub: "other" }))), unknownClient],
  ])("proves nothing when %s, for which the answer gives no reason", async (_, send, reason) => {
    expectFailure(await send());
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused when it is about another client", async () => {
    const answer = await present(await signed(claimsOf({ sub: "other" })), { client_id: client.name });
    expectFailure(answer, "The assertion is not about the client.");
  });

  it.each<[string, string, unknown]>([
    ["sub", "missing", undefined],
    ["iss", "wrong", "https://elsewhere.example.com"],
    ["iss", "missing", undefined],
    ["aud", "wrong", "https://elsewhere.example.com"],
    ["aud", "missing", undefined],
  ])("is refused when its %s is %s, and the answer names the claim", async (claim, _, value) => {
    const answer = await present(await signed(claimsOf({ [claim]: value })), { client_id: client.name });
    expectFailure(answer, wrong(claim));
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ["its exp is missing", () => ({ exp: undefined }), wrong("exp")],
    ["its exp is a string", () => ({ exp: `${secondsNow(world) + 300}000` }), wrong("exp")],
    ["it has expired", () => ({ exp: secondsNow(world) }), "The assertion has expired."],
    ["its nbf is in the future", () => ({ nbf: secondsNow(world) + 60 }), wrong("nbf")],
  ])("is refused when %s", async (_, changes, sentence) => {
    expectFailure(await present(await signed(claimsOf(changes()))), sentence);
  });

  it("is refused when its jti was used before, however long it is, until it expires", async () => {
    const jti = "x".repeat(5000);
    expect((await present(await signed(claimsOf({ jti })))).status).toBe(200);
    expectFailure(await present(await signed(claimsOf({ jti }))), "The assertion was used before.");
    pass(world, 299);
    expectFailure(await present(await signed(claimsOf({ jti }))), "The assertion was used before.");
  });

  it("is refused when its certificate has expired, though the assertion has not", async () => {
    const { name } = await created({ displayName: "reports", certificates: [{ certAlias: "foreign" }] });
    const claims = () => claimsOf({ iss: name, sub: name });
    expect((await present(await signed(claims(), { kid: "foreign" }, foreign.privateKey))).status).toBe(200);
    world.clock.now = new Date("2026-12-01T00:00:00Z");
    expectFailure(await present(await signed(claims(), { kid: "foreign" }, foreign.privateKey)));
    expect(loggedReason(world)).toBe("Its header names no valid certificate of the client.");
  });

  it("is refused when the client_id of the body is another client's", async () => {
    const other = await created({ displayName: "other" });
    expectFailure(await present(await signed(claimsOf()), { client_id: other.name }));
    expect(loggedReason(world)).toBe("Its header names no valid certificate of the client.");
  });

  it("is refused when the client is public", async () => {
    const certificates = [{ certAlias: "foreign" }];
    const { name } = await created({ displayName: "browser", clientType: "public", certificates });
    const claims = claimsOf({ iss: name, sub: name });
    expectFailure(await present(await signed(claims, { kid: "foreign" }, foreign.privateKey)));
    expect(loggedReason(world)).toBe("A public client has nothing to prove itself by.");
  });

  it.each<[string, () => Promise<Answer>]>([
    [
      "the secret in the body",
      async () => present(await signed(claimsOf()), { client_id: client.name, client_secret: client.clientSecret }),
    ],
    [
      "HTTP Basic",
      async () =>
        ask(
          { client_assertion_type: jwtBearer, client_assertion: await signed(claimsOf()) },
          basic(client.name, client.clientSecret),
        ),
    ],
    [
      "HTTP Basic, even without the assertion's text",
      () => ask({ client_assertion_type: jwtBearer }, basic(client.name, client.clientSecret)),
    ],
  ])("is refused besides %s", async (_, send) => {
    expectRefusal(await send(), 400, "invalid_request", "The client authenticates in two ways at once.");
  });
});

it("an assertion proves its client for each way to name the certificate and the domain", async () => {
  for (const header of [{ kid: "orders" }, { x5t: own.x5t }]) {
    expect((await present(await signed(claimsOf(), header))).status).toBe(200);
  }
  const names = [url, `${url}/`, `${url}/oauth2/v1/token`, "https://identity.oraclecloud.com/", ["other", `${url}/`]];
  for (const aud of names) expect((await present(await signed(claimsOf({ aud })))).status).toBe(200);
  expect((await present(await signed(claimsOf()), { client_id: client.name })).status).toBe(200);
});

it("a jti may return once the assertion that used it has expired, and for another client at any time", async () => {
  expect((await present(await signed(claimsOf({ jti: "1" })))).status).toBe(200);
  const { name } = await created({ displayName: "reports", certificates: [{ certAlias: "foreign" }] });
  const others = await signed(claimsOf({ iss: name, sub: name, jti: "1" }), { kid: "foreign" }, foreign.privateKey);
  expect((await present(others)).status).toBe(200);
  pass(world, 300);
  expect((await present(await signed(claimsOf({ jti: "2" })))).status).toBe(200);
  expect((await present(await signed(claimsOf({ jti: "1" })))).status).toBe(200);
});

it("discovery names the methods", async () => {
  const { body } = await world.send("GET", "/.well-known/openid-configuration");
  expect(body.token_endpoint_auth_methods_supported).toEqual([
    "client_secret_basic",
    "private_key_jwt",
    "client_secret_post",
  ]);
});
