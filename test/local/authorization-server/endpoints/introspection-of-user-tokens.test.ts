import { decodeJwt, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";
import { newApp, pass, postAs, read, secondsNow, type TestClient } from "../oauth-world.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const user = { id: "", userName: "ken@example.com" };

const certificate = await makeCertificate("orders-sync");

let world: World;
let client: TestClient;
let inspector: TestClient;
let tokens: { access_token: string; refresh_token: string };
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", certificate);
  await newApp(world, resourceBody({ allowOffline: true, refreshTokenExpiry: 7200 }));
  client = await created({ clientType: "trusted", certificates: [{ certAlias: "orders" }] });
  inspector = await created({ displayName: "inspector", allowedOperations: ["introspect"] });
  const { body } = await world.admin("POST", "/admin/v1/Users", userBody());
  user.id = body.id;
  const claims = { iss: client.name, sub: user.userName, aud: url, exp: secondsNow(world) + 60 };
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "orders" })
    .sign(certificate.privateKey);
  tokens = (await token({ grant_type: jwtBearer, assertion, scope: `${read} offline_access` })).body;
  expect(tokens.refresh_token).toMatch(/^AQ/);
});

const userBody = (attributes: object = {}) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: user.userName,
  name: { familyName: "Ken" },
  emails: [{ value: user.userName, type: "work", primary: true }],
  ...attributes,
});

function created(attributes: object): Promise<TestClient> {
  return newApp(
    world,
    clientBody({
      allowedGrants: [jwtBearer, "refresh_token", "client_credentials"],
      allowedScopes: [{ fqs: read }],
      ...attributes,
    }),
  );
}

const token = (form: Record<string, string>) => world.token(client.name, client.clientSecret, form);
const refresh = (refresh_token: string) => token({ grant_type: "refresh_token", refresh_token });
const call = (endpoint: "introspect" | "revoke", who: TestClient, text: string) =>
  postAs(world, endpoint, who, { token: text });
const introspected = async (text: string) => (await call("introspect", inspector, text)).body;
const invalidGrant = (description: string) => ({
  error: "invalid_grant",
  error_description: description,
  ecid: expect.stringMatching(/^[A-Za-z0-9]{9}0{8}$/),
});
const notValid = invalidGrant("The refresh token is not valid.");

describe("a refresh token", () => {
  it("is not active when it was changed, or once it has expired", async () => {
    const { refresh_token } = tokens;
    const changed = refresh_token.slice(0, -1) + (refresh_token.endsWith("A") ? "B" : "A");
    expect(await introspected(changed)).toEqual({ active: false });
    pass(world, 7200);
    expect(await introspected(refresh_token)).toEqual({ active: false });
  });

  it("is not active once another has replaced it", async () => {
    const { body } = await refresh(tokens.refresh_token);
    expect(await introspected(tokens.refresh_token)).toEqual({ active: false });
    expect(await introspected(body.refresh_token)).toMatchObject({ active: true });
  });

  it("is not active once its user is inactive, and neither is the user's access token", async () => {
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
    exp: secondsNow(world) + 7200,
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
