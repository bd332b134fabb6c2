import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withDeviceEndpoint } from "./device-endpoint.ts";
import { createVisitor, type Page, type Visitor } from "./visitor.ts";
import { type ClientWorld, callback, loggedOut, openClientWorld, readOrders, writeOrders } from "./world.ts";

const deviceCode = "urn:ietf:params:oauth:grant-type:device_code";
const callan = "callan@example.com";
const barbara = "bjensen@example.com";
const mia = "mia@example.com";
const scope = `openid profile email offline_access ${readOrders} ${writeOrders}`;

let world: ClientWorld;
let config: client.Configuration;
beforeAll(async () => {
  world = await openClientWorld();
  const app = await world.createApp("openid-client-users", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["authorization_code", "refresh_token", "password", deviceCode],
    allowedScopes: [{ fqs: readOrders }, { fqs: writeOrders }],
    redirectUris: [callback],
    postLogoutRedirectUris: [loggedOut],
  } as object);
  config = await client.discovery(new URL(world.domain.url), app.name, app.clientSecret, undefined, {
    execute: [client.allowInsecureRequests],
  });
});
afterAll(() => world?.domain.close());

/** What a client remembers of a request while the user is away. */
async function authorization(more: Record<string, string> = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    ...more,
  });
  return { checks, url };
}

/** Signs a visitor in on a sign-in page. */
function signIn(visitor: Visitor, page: Page, user: string, password = world.domain.userPassword): Promise<Page> {
  return visitor.submit(page, { username: user, password });
}

describe("openid-client with users", () => {
  it("brings a user through sign-in and consent, and gets tokens once for the code", async () => {
    const visitor = createVisitor(new URL(world.domain.url).origin);
    const { checks, url } = await authorization();
    const wrong = await signIn(visitor, await visitor.open(url), callan, "wrong");
    expect(wrong.url.origin).toBe(world.domain.url);
    const back = await visitor.submit(await signIn(visitor, wrong, callan), {}, "Allow");
    expect(`${back.url.origin}${back.url.pathname}`).toBe(callback);

    const tokens = await client.authorizationCodeGrant(config, back.url, checks);
    expect(tokens.claims()).toMatchObject({ sub: callan, nonce: checks.expectedNonce });
    await expect(client.authorizationCodeGrant(config, back.url, checks)).rejects.toMatchObject({
      cause: expect.objectContaining({ error: "invalid_grant" }),
    });
  });

  it("reads the user's information, refreshes, and ends the session", async () => {
    const visitor = createVisitor(new URL(world.domain.url).origin);
    const { checks, url } = await authorization();
    const back = await visitor.submit(await signIn(visitor, await visitor.open(url), barbara), {}, "Allow");
    const tokens = await client.authorizationCodeGrant(config, back.url, checks);
    const openid = await client.refreshTokenGrant(config, tokens.refresh_token as string, { scope: "openid" });
    expect(await client.fetchUserInfo(config, openid.access_token, barbara)).toMatchObject({ sub: barbara });

    const end = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: loggedOut,
      id_token_hint: tokens.id_token as string,
      state: "bye",
    });
    expect((await visitor.open(end)).url.href).toBe(`${loggedOut}?state=bye`);
    expect((await visitor.open((await authorization()).url)).html).toContain('type="password"');
  });

  it("is told that the user denied", async () => {
    const visitor = createVisitor(new URL(world.domain.url).origin);
    const { checks, url } = await authorization();
    const back = await visitor.submit(await signIn(visitor, await visitor.open(url), mia), {}, "Deny");
    await expect(client.authorizationCodeGrant(config, back.url, checks)).rejects.toMatchObject({
      error: "access_denied",
    });
  });

  it("gets tokens for a device whose code the user typed", async () => {
    await expect(client.initiateDeviceAuthorization(config, { scope: readOrders })).rejects.toThrow(
      'does not contain a valid "as.device_authorization_endpoint"',
    );
    const told = withDeviceEndpoint(config, world.domain.url);
    const device = await client.initiateDeviceAuthorization(told, {
      scope: readOrders,
      response_type: "device_code",
    });
    const visitor = createVisitor(new URL(world.domain.url).origin);
    const page = await visitor.submit(await visitor.open(device.verification_uri), { user_code: device.user_code });
    await visitor.submit(await signIn(visitor, page, callan), {}, "Allow");
    const tokens = await client.pollDeviceAuthorizationGrant(told, { ...device, interval: 1 });
    expect(tokens).toMatchObject({ token_type: "bearer", access_token: expect.any(String) });
  });

  it("gets tokens for a user's password", async () => {
    const user = { username: callan, password: world.domain.userPassword };
    const tokens = await client.genericGrantRequest(config, "password", { ...user, scope });
    expect(tokens).toMatchObject({ refresh_token: expect.any(String), id_token: expect.any(String) });
    await expect(
      client.genericGrantRequest(config, "password", { ...user, password: "wrong", scope }),
    ).rejects.toMatchObject({ cause: expect.objectContaining({ error: "invalid_grant" }) });
  });
});
