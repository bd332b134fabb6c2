import { beforeEach, describe, expect, it } from "vitest";
import { type KeptJournal, keptJournal } from "../../kept-journal.ts";
import { openWorld, type World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowser, openBrowserWorld, returned } from "../browser.ts";
import {
  deviceGrant,
  loggedReason,
  pass,
  post,
  read,
  refresh,
  signInAs,
  type TestClient,
  write,
} from "../oauth-world.ts";

let journal: KeptJournal;
let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  journal = keptJournal();
  ({ world, client, browser } = await openBrowserWorld({ journal }));
});

const startDevice = async () =>
  (await post(world, "device", { response_type: "device_code", client_id: client.name, scope: read })).body;
const keptOf = (collection: string) => journal.keysOf(collection).length;

describe("after a restart", () => {
  const restart = async () => {
    world = await openWorld({ journal });
  };
  const use = (parameters: Record<string, string>) => world.token(client.name, client.clientSecret, parameters);

  it("a session and a consent still count", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: write }));
    await browser.submit(page, { decision: "allow" });
    await restart();
    const again = openBrowser(world);
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    expect(returned(await again.open(authorizePath(client, { scope: write, prompt: "none" }))).code).toBeDefined();
  });

  it("a code can be redeemed, once", async () => {
    const { code = "" } = returned(await openAndSignIn(browser, authorizePath(client, { scope: read })));
    await restart();
    expect((await use({ grant_type: "authorization_code", code })).status).toBe(200);
    expect((await use({ grant_type: "authorization_code", code })).body.error).toBe("invalid_grant");
    expect(loggedReason(world)).toBe("The code was used before.");
  });

  it("a refresh token can be used, once", async () => {
    const { refresh_token } = (await signInAs(world, client, `${read} offline_access`)).body;
    await restart();
    expect((await refresh(world, client, refresh_token)).status).toBe(200);
    expect((await refresh(world, client, refresh_token)).body.error).toBe("invalid_grant");
    expect(loggedReason(world)).toBe("A later refresh token has replaced it.");
  });

  it("a device still waits for its user", async () => {
    const { device_code } = await startDevice();
    await restart();
    const poll = await use({ grant_type: deviceGrant, device_code });
    expect(poll.body.error).toBe("authorization_pending");
  });
});

describe("what is kept", () => {
  it("contains no code, refresh token, cookie, device code or password in clear", async () => {
    const { code = "" } = returned(await openAndSignIn(browser, authorizePath(client, { scope: read })));
    const { refresh_token } = (await signInAs(world, client, `${read} offline_access`)).body;
    const { device_code } = await startDevice();
    const text = JSON.stringify([...journal.kept.values()]);
    const secrets = [
      code,
      refresh_token,
      device_code,
      browser.cookies.get("local_domain_session") ?? "",
      "correct horse",
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(text).not.toContain(secret);
    }
  });

  it("is removed once it has expired", async () => {
    await openAndSignIn(browser, authorizePath(client, { scope: read }));
    await signInAs(world, client, `${read} offline_access`);
    await startDevice();
    const names = ["Session", "AuthorizationCode", "RefreshToken", "DeviceCode"];
    expect(names.map(keptOf)).toEqual([1, 1, 1, 1]);
    pass(world, 604_801);
    await startDevice();
    expect(names.map(keptOf)).toEqual([0, 0, 0, 1]);
  });

  it("is one record for a refresh token, however often it is renewed", async () => {
    let token = (await signInAs(world, client, `${read} offline_access`)).body.refresh_token;
    for (let times = 0; times < 5; times++) token = (await refresh(world, client, token)).body.refresh_token;
    expect(keptOf("RefreshToken")).toBe(1);
  });
});
