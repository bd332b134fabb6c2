import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, resourceBody, type World } from "../../world.ts";
import { authorizePath, openAndSignIn, openBrowser, returned } from "../browser.ts";
import {
  deviceGrant,
  expectRefusal,
  loggedReason,
  newApp,
  newClient,
  openOAuthWorld,
  post,
  read,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

const closed = "https://closed.example.com/read";
const refused = [400, "unauthorized_client", "Client authorization failed."] as const;
const reason =
  "It names offline_access, and the resource does not allow refresh tokens (allowOffline). " +
  `Asked for: "${closed} offline_access"; the client is allowed ${closed} ${read}.`;

let world: World;
let client: TestClient;
const open = async (options = {}) => {
  world = await openOAuthWorld(options);
  await newApp(world, resourceBody({ displayName: "closed", audience: "https://closed.example.com/" }));
  client = await newClient(world, { allowedScopes: [{ fqs: closed }, { fqs: read }] });
};
beforeEach(() => open());

const startDevice = (scope: string): Promise<Answer> =>
  post(world, "device", { response_type: "device_code", client_id: client.name, scope });

// identity-domains-api.md 13, row 14.
describe("offline_access for an API that does not allow refresh tokens", () => {
  it("is refused at the token endpoint, and the request log says why", async () => {
    expectRefusal(await signInAs(world, client, `${closed} offline_access`), ...refused);
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused at the device endpoint, before any user is known", async () => {
    expectRefusal(await startDevice(`${closed} offline_access`), ...refused);
    expect(loggedReason(world)).toBe(reason);
    expect((await startDevice(closed)).status).toBe(200);
    expect((await startDevice(`${read} offline_access`)).status).toBe(200);
  });

  it("is refused at the authorization endpoint", async () => {
    const page = await openAndSignIn(
      openBrowser(world),
      authorizePath(client, { scope: `${closed} offline_access`, state: "s" }),
    );
    const [, error, error_description] = refused;
    expect(returned(page)).toEqual({ error, error_description, state: "s" });
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused with other scopes about the user too, and not for the domain itself", async () => {
    expectRefusal(await signInAs(world, client, `openid ${closed} offline_access`), ...refused);
    expect((await signInAs(world, client, "openid offline_access")).body.refresh_token).toBeDefined();
  });

  it("is ignored at the token endpoint if the settings say so, and the answer names the scopes that it gives", async () => {
    await open({ unavailableOfflineAccess: "ignore" });
    expect((await signInAs(world, client, `openid ${closed} offline_access`)).body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      id_token: expect.any(String),
      scope: `${closed} openid`,
    });
    expectRefusal(await startDevice(`${closed} offline_access`), ...refused);
  });

  it("is refused to a device whose API stopped to allow them after the start", async () => {
    const { device_code, user_code } = (await startDevice(`${read} offline_access`)).body;
    const filter = encodeURIComponent('displayName eq "Orders API"');
    const [orders] = (await world.admin("GET", `/admin/v1/Apps?filter=${filter}`)).body.Resources;
    await world.admin("PUT", `/admin/v1/Apps/${orders.id}`, { ...orders, allowOffline: false });
    const page = await openAndSignIn(openBrowser(world), `/ui/v1/device?user_code=${user_code}`);
    expect(page.html).toContain("Client authorization failed.");
    const poll = await world.token(client.name, client.clientSecret, { grant_type: deviceGrant, device_code });
    expect(poll.body.error).toBe("authorization_pending");
  });
});

it("a device's request is refused for a scope that no resource declares", async () => {
  const unknown = "https://orders.example.com/raed";
  expectRefusal(await startDevice(unknown), 400, "invalid_scope", `No resource declares the scope ${unknown}.`);
});

it("a token in the redirect never comes with a refresh token, which the answer says by its scope", async () => {
  const page = await openAndSignIn(
    openBrowser(world),
    authorizePath(client, { response_type: "token", scope: `${read} offline_access` }),
  );
  expect(returned(page)).toEqual({
    access_token: expect.any(String),
    token_type: "Bearer",
    expires_in: "3600",
    scope: read,
  });
});
