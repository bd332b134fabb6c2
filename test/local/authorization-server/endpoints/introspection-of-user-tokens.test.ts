import { decodeJwt, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const read = "https://orders.example.com/read";
const user = { id: "", userName: "ken@example.com" };

interface Client {
  readonly id: string;
  readonly name: string;
  readonly clientSecret: string;
}

const certificate = await makeCertificate("orders-sync");

let world: World;
let client: Client;
let inspector: Client;
let tokens: { access_token: string; refresh_token: string };
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", certificate);
  await world.admin("POST", "/admin/v1/Apps", resourceBody({ allowOffline: true, refreshTokenExpiry: 7200 }));
  client = await created({ clientType: "trusted", certificates: [{ certAlias: "orders" }] });
  inspector = await created({ displayName: "inspector", allowedOperations: ["introspect"] });
  const { body } = await world.admin("POST", "/admin/v1/Users", userBody());
  user.id = body.id;
  const claims = { iss: client.name, sub: user.userName, aud: url, exp: seconds() + 60 };
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "orders" })
    .sign(certificate.privateKey);
  tokens = (await token({ grant_type: jwtBearer, assertion, scope: `${read} offline_access` })).body;
  expect(tokens.refresh_token).toMatch(/^AQ/);
});

const seconds = () => Math.floor(world.clock.now.getTime() / 1000);
const userBody = (attributes: object = {}) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: user.userName,
  name: { familyName: "Ken" },
  emails: [{ value: user.userName, type: "work", primary: true }],
  ...attributes,
});

async function created(attributes: object): Promise<Client> {
  const answer = await world.admin(
    "POST",
    "/admin/v1/Apps",
    clientBody({
      allowedGrants: [jwtBearer, "refresh_token", "client_credentials"],
      allowedScopes: [{ fqs: read }],
      ...attributes,
    }),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}

const token = (form: Record<string, string>) => world.token(client.name, client.clientSecret, form);
const refresh = (refresh_token: string) => token({ grant_type: "refresh_token", refresh_token });
const call = (endpoint: string, who: Client, text: string): Promise<Answer> =>
  world.send(
    "POST",
    `/oauth2/v1/${endpoint}`,
    { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams({ client_id: who.name, client_secret: who.clientSecret, token: text }).toString(),
  );
const introspected = async (text: string) => (await call("introspect", inspector, text)).body;
const invalidGrant = (description: string) => ({
  error: "invalid_grant",
  error_description: description,
  ecid: expect.stringMatching(/^[0-9a-f]{32}$/),
});
const notValid = invalidGrant("The refresh token is not valid, has expired or was used before.");

describe("a refresh token is not active", () => {
  it("when it was changed, or once it has expired", async () => {
    const { refresh_token } = tokens;
    const changed = refresh_token.slice(0, -1) + (refresh_token.endsWith("A") ? "B" : "A");
    expect(await introspected(changed)).toEqual({ active: false });
    world.clock.now = new Date(world.clock.now.getTime() + 7200_000);
    expect(await introspected(refresh_token)).toEqual({ active: false });
  });

  it("once another has replaced it", async () => {
    const { body } = await refresh(tokens.refresh_token);
    expect(await introspected(tokens.refresh_token)).toEqual({ active: false });
    expect(await introspected(body.refresh_token)).toMatchObject({ active: true });
  });

  it("once its user is inactive, and neither is the user's access token", async () => {
    expect((await world.admin("PUT", `/admin/v1/Users/${user.id}`, userBody({ active: false }))).status).toBe(200);
    expect(await introspected(tokens.refresh_token)).toEqual({ active: false });
    expect(await introspected(tokens.access_token)).toEqual({ active: false });
  });
});

it("an active refresh token is described by what it may be exchanged for", async () => {
  expect(await introspected(tokens.refresh_token)).toEqual({
    active: true,
    scope: expect.stringContaining(read),
    client_id: client.name,
    username: user.userName,
    sub: user.userName,
    iss: "https://identity.oraclecloud.com/",
    exp: seconds() + 7200,
  });
});

it("an access token of a user names the user", async () => {
  const { jti, iat, exp } = decodeJwt(tokens.access_token);
  expect(await introspected(tokens.access_token)).toEqual({
    active: true,
    token_type: "Bearer",
    scope: "read",
    client_id: client.name,
    username: user.userName,
    sub: user.userName,
    aud: "https://orders.example.com/",
    iss: "https://identity.oraclecloud.com/",
    jti,
    iat,
    exp,
  });
});

describe("revoking a refresh token", () => {
  it("is refused to another client, and leaves it valid", async () => {
    const answer = await call("revoke", inspector, tokens.refresh_token);
    expect(answer.body).toEqual(invalidGrant("The token was issued to another client."));
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  it("ends it and the access token that came with it", async () => {
    expect((await call("revoke", client, tokens.refresh_token)).status).toBe(200);
    expect((await refresh(tokens.refresh_token)).body).toEqual(notValid);
    expect(await introspected(tokens.access_token)).toEqual({ active: false });
  });

  it("ends its successor too", async () => {
    const { body } = await refresh(tokens.refresh_token);
    expect((await call("revoke", client, tokens.refresh_token)).status).toBe(200);
    expect((await refresh(body.refresh_token)).body).toEqual(notValid);
  });
});

it("revoking a user's access token leaves the refresh token valid", async () => {
  expect((await call("revoke", client, tokens.access_token)).status).toBe(200);
  expect(await introspected(tokens.access_token)).toEqual({ active: false });
  expect((await refresh(tokens.refresh_token)).status).toBe(200);
});
