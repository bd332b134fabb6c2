import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";

const read = "https://orders.example.com/read";
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const own = await makeCertificate("orders-sync");
const foreign = await makeCertificate("reports", "2026-12-01");

let world: World;
let client: { id: string; name: string; clientSecret: string };
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", own);
  await registerCertificate(world, "foreign", foreign);
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  client = await created({ certificates: [{ certAlias: "orders" }] });
});

async function created(attributes: object): Promise<typeof client> {
  const answer = await world.admin(
    "POST",
    "/admin/v1/Apps",
    clientBody({ allowedScopes: [{ fqs: read }], ...attributes }),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}

const seconds = () => Math.floor(world.clock.now.getTime() / 1000);
const claimsOf = (changes: Record<string, unknown> = {}): JWTPayload => ({
  iss: client.name,
  sub: client.name,
  aud: `${url}/`,
  iat: seconds(),
  exp: seconds() + 300,
  ...changes,
});
const signed = (claims: JWTPayload, header: object = { kid: "orders" }, key = own.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header }).sign(key);
const post = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  world.send(
    "POST",
    "/oauth2/v1/token",
    { "content-type": "application/x-www-form-urlencoded", ...headers },
    new URLSearchParams({ grant_type: "client_credentials", scope: read, ...parameters }).toString(),
  );
const present = (assertion: string, more: Record<string, string> = {}) =>
  post({ client_assertion_type: jwtBearer, client_assertion: assertion, ...more });

function expectRefusal(answer: Answer, reason?: string): void {
  expect(answer.body).toEqual({
    error: "invalid_client",
    error_description: ["Client authentication failed.", ...(reason ? [reason] : [])].join(" "),
    ecid: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(answer.status).toBe(401);
}

describe("a client assertion is refused", () => {
  it("when it is no JWT, or is presented without its type or under another", async () => {
    expectRefusal(await present("nonsense", { client_id: client.name }));
    expectRefusal(await post({ client_id: client.name, client_assertion_type: jwtBearer }));
    const client_assertion = await signed(claimsOf());
    expectRefusal(await post({ client_assertion }));
    expectRefusal(
      await post({
        client_assertion,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:unknown",
      }),
    );
  });

  it("when nothing, another algorithm, another key or another client's key signs it", async () => {
    expectRefusal(await present(new UnsecuredJWT(claimsOf()).encode()));
    const shared = new SignJWT(claimsOf()).setProtectedHeader({ alg: "HS256", kid: "orders" });
    expectRefusal(await present(await shared.sign(new TextEncoder().encode(client.clientSecret))));
    const public_ = new SignJWT(claimsOf()).setProtectedHeader({ alg: "HS256", kid: "orders" });
    expectRefusal(await present(await public_.sign(new TextEncoder().encode(own.certificatePem))));
    expectRefusal(await present(await signed(claimsOf(), { kid: "orders" }, foreign.privateKey)));
    expectRefusal(await present(await signed(claimsOf(), { kid: "foreign" }, foreign.privateKey)));
  });

  it("when its header names no certificate, or one by a kid that does not exist", async () => {
    expectRefusal(await present(await signed(claimsOf(), {})));
    expectRefusal(await present(await signed(claimsOf(), { kid: "other", x5t: own.x5t })));
  });

  it("when it claims another issuer, subject or audience, naming the claim", async () => {
    const wrong = (claim: string) => `The claim ${claim} of the assertion is missing or wrong.`;
    const more = { client_id: client.name };
    expectRefusal(
      await present(await signed(claimsOf({ sub: "other" })), more),
      "The assertion is not about the client.",
    );
    expectRefusal(await present(await signed(claimsOf({ sub: undefined })), more), wrong("sub"));
    for (const claim of ["iss", "aud"]) {
      expectRefusal(
        await present(await signed(claimsOf({ [claim]: "https://elsewhere.example.com" })), more),
        wrong(claim),
      );
      expectRefusal(await present(await signed(claimsOf({ [claim]: undefined })), more), wrong(claim));
    }
  });

  it("when its exp is missing, past or a text, or its nbf is to come", async () => {
    const wrong = (claim: string) => `The claim ${claim} of the assertion is missing or wrong.`;
    expectRefusal(await present(await signed(claimsOf({ exp: undefined }))), wrong("exp"));
    expectRefusal(await present(await signed(claimsOf({ exp: `${seconds() + 300}000` }))), wrong("exp"));
    expectRefusal(await present(await signed(claimsOf({ exp: seconds() }))), "The assertion has expired.");
    expectRefusal(await present(await signed(claimsOf({ nbf: seconds() + 60 }))), wrong("nbf"));
  });

  it("when its jti was used before, however long it is, until it expires", async () => {
    const jti = "x".repeat(5000);
    expect((await present(await signed(claimsOf({ jti })))).status).toBe(200);
    expectRefusal(await present(await signed(claimsOf({ jti }))), "The assertion was used before.");
    world.clock.now = new Date(world.clock.now.getTime() + 299_000);
    expectRefusal(await present(await signed(claimsOf({ jti }))), "The assertion was used before.");
  });

  it("when its certificate has expired, though it names no date itself that has", async () => {
    const { name } = await created({ displayName: "reports", certificates: [{ certAlias: "foreign" }] });
    const claims = () => claimsOf({ iss: name, sub: name });
    expect((await present(await signed(claims(), { kid: "foreign" }, foreign.privateKey))).status).toBe(200);
    world.clock.now = new Date("2026-12-01T00:00:00Z");
    expectRefusal(await present(await signed(claims(), { kid: "foreign" }, foreign.privateKey)));
  });

  it("when the client_id of the body is another's, or the client is public", async () => {
    const other = await created({ displayName: "other" });
    expectRefusal(await present(await signed(claimsOf()), { client_id: other.name }));
    const { name } = await created({
      displayName: "browser",
      clientType: "public",
      certificates: [{ certAlias: "foreign" }],
    });
    expectRefusal(
      await present(await signed(claimsOf({ iss: name, sub: name }), { kid: "foreign" }, foreign.privateKey)),
    );
  });

  it("beside another method", async () => {
    const assertion = await signed(claimsOf());
    const authorization = `Basic ${Buffer.from(`${client.name}:${client.clientSecret}`).toString("base64")}`;
    const twice = { error: "invalid_request", error_description: "The client authenticates in two ways at once." };
    const answers = [
      await present(assertion, { client_id: client.name, client_secret: client.clientSecret }),
      await post({ client_assertion_type: jwtBearer, client_assertion: assertion }, { authorization }),
      await post({ client_assertion_type: jwtBearer }, { authorization }),
    ];
    for (const { status, body } of answers) {
      expect(body).toEqual({ ...twice, ecid: expect.any(String) });
      expect(status).toBe(400);
    }
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
  world.clock.now = new Date(world.clock.now.getTime() + 300_000);
  expect((await present(await signed(claimsOf({ jti: "2" })))).status).toBe(200);
  expect((await present(await signed(claimsOf({ jti: "1" })))).status).toBe(200);
});

it("discovery names the methods", async () => {
  const { body } = await world.send("GET", "/.well-known/openid-configuration");
  expect(body.token_endpoint_auth_methods_supported).toEqual([
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "tls_client_auth",
  ]);
});
