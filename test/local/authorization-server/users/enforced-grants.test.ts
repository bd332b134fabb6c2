import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { authorizePath, openAndSignIn, openBrowser, returned } from "../browser.ts";
import {
  callanId,
  change,
  deviceGrant,
  expectRefusal,
  form,
  grant,
  newClient,
  openOAuthWorld,
  read,
  refresh,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

const text = "You aren't authorized to access the app. Contact your system administrator.";
const escaped = "AUTH-3024: You aren&#39;t authorized to access the app. Contact your system administrator.";
const testers = "c0000000000000000000000000000001";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, { allowAccessControl: true });
});

// identity-domains-api.md 13, row 18.
describe("a user without a grant of a client that enforces them", () => {
  it("gets no token for the password, with the error that the settings choose", async () => {
    expectRefusal(await signInAs(world, client, read), 400, "invalid_grant", text);
    world = await openOAuthWorld({ ungrantedUserError: "access_denied" });
    client = await newClient(world, { allowAccessControl: true });
    expectRefusal(await signInAs(world, client, read), 400, "access_denied", text);
  });

  it("sees a page, whose link brings access_denied to the client", async () => {
    const path = authorizePath(client, { scope: read, state: "s" });
    const browser = openBrowser(world);
    const page = await openAndSignIn(browser, path);
    expect(page.status).toBe(403);
    expect(page.html).toContain(escaped);
    const [, back = ""] = /<a href="([^"]*)">Return to the app/.exec(page.html) ?? [];
    expect(returned(await browser.open(back.replaceAll("&amp;", "&")))).toEqual({
      error: "access_denied",
      error_description: text,
      state: "s",
    });
  });

  it("sees no page with prompt=none: the client gets the error", async () => {
    const browser = openBrowser(world);
    await openAndSignIn(browser, authorizePath(client, { scope: read }));
    expect(returned(await browser.open(authorizePath(client, { scope: read, prompt: "none" })))).toEqual({
      error: "access_denied",
      error_description: text,
    });
  });

  it("cannot allow a device", async () => {
    const start = new URLSearchParams({ response_type: "device_code", client_id: client.name, scope: read });
    const { body } = await world.send("POST", "/oauth2/v1/device", form, String(start));
    const page = await openAndSignIn(openBrowser(world), `/ui/v1/device?user_code=${body.user_code}`);
    expect(page).toMatchObject({ status: 403, html: expect.stringContaining(escaped) });
    expect(page.html).not.toContain("Return to the app");
    const poll = { grant_type: deviceGrant, device_code: body.device_code };
    expect((await world.token(client.name, client.clientSecret, poll)).body.error).toBe("authorization_pending");
  });

  it("gets no tokens for an earlier refresh token or code", async () => {
    await change(world, "Apps", client.id, { allowAccessControl: false });
    const { body } = await signInAs(world, client, `${read} offline_access`);
    const { code = "" } = returned(await openAndSignIn(openBrowser(world), authorizePath(client, { scope: read })));
    await change(world, "Apps", client.id, { allowAccessControl: true });
    expectRefusal(await refresh(world, client, body.refresh_token), 400, "invalid_grant", text);
    expectRefusal(
      await world.token(client.name, client.clientSecret, { grant_type: "authorization_code", code }),
      400,
      "invalid_grant",
      text,
    );
  });
});

// identity-domains-api.md 13, row 18.
describe("tokens through a client that enforces grants", () => {
  const given = async () => (await signInAs(world, client, read)).status === 200;

  it("are issued to a user who was granted it", async () => {
    await grant(world, { type: "User", id: callanId }, client.id);
    expect(await given()).toBe(true);
    expect((await signInAs(world, client, read, "mia@example.com")).status).toBe(400);
  });

  it("are issued to the members of a group that was granted it", async () => {
    await grant(world, { type: "Group", id: testers }, client.id);
    expect(await given()).toBe(true);
    expect((await signInAs(world, client, read, "mia@example.com")).status).toBe(400);
  });

  it("are issued to a user who holds a role of it", async () => {
    client = await newClient(world, { displayName: "with roles", allowAccessControl: true, isUnmanagedApp: true });
    const role = await world.admin("POST", "/admin/v1/AppRoles", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
      displayName: "Clerk",
      app: { value: client.id },
      adminRole: false,
      availableToUsers: true,
    });
    expect(role).toMatchObject({ status: 201 });
    expect(await given()).toBe(false);
    await grant(world, { type: "User", id: callanId }, client.id, "Clerk");
    expect(await given()).toBe(true);
  });

  it("are issued to the client for itself: grants are about users", async () => {
    const own = { grant_type: "client_credentials", scope: read };
    expect((await world.token(client.name, client.clientSecret, own)).status).toBe(200);
  });

  it("are issued to every user once it no longer enforces grants", async () => {
    await change(world, "Apps", client.id, { allowAccessControl: false });
    expect(await given()).toBe(true);
  });
});
