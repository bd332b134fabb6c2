import { beforeEach, describe, expect, it } from "vitest";
import type { Journal, JournalRecord } from "../../../../local/storage/journal.ts";
import { openWorld, type World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowser, returned } from "../browser.ts";
import {
  deviceGrant,
  form,
  newClient,
  openOAuthWorld,
  pass,
  read,
  refresh,
  signInAs,
  type TestClient,
  write,
} from "../oauth-world.ts";

/** A journal in memory, so that a test can look at what is kept and open it again. */
function keptJournal(): Journal & { readonly kept: Map<string, JournalRecord> } {
  const kept = new Map<string, JournalRecord>();
  return {
    kept,
    load: () => [...kept.values()],
    commit: (records) => {
      for (const record of records) {
        const key = `${record.collection}/${record.id}`;
        if (record.stored === undefined) kept.delete(key);
        else kept.set(key, record);
      }
    },
    close: async () => {},
  };
}

let journal: ReturnType<typeof keptJournal>;
let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  journal = keptJournal();
  world = await openOAuthWorld({ journal });
  client = await newClient(world);
  browser = openBrowser(world);
});

const startDevice = async () => {
  const start = new URLSearchParams({ response_type: "device_code", client_id: client.name, scope: read });
  return (await world.send("POST", "/oauth2/v1/device", form, String(start))).body;
};
const keptOf = (collection: string) =>
  [...journal.kept.keys()].filter((key) => key.startsWith(`${collection}/`)).length;

describe("after a restart", () => {
  it("sessions, consents, codes, refresh tokens and device codes go on", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: write }));
    const { code = "" } = returned(await browser.submit(page, { decision: "allow" }));
    const { refresh_token } = (await signInAs(world, client, `${read} offline_access`)).body;
    const device = await startDevice();

    world = await openWorld({ journal });
    const again = openBrowser(world);
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    expect(returned(await again.open(authorizePath(client, { scope: write, prompt: "none" }))).code).toBeDefined();
    const use = (parameters: Record<string, string>) => world.token(client.name, client.clientSecret, parameters);
    expect((await use({ grant_type: "authorization_code", code })).status).toBe(200);
    expect((await use({ grant_type: "authorization_code", code })).body.error).toBe("invalid_grant");
    expect((await refresh(world, client, refresh_token)).status).toBe(200);
    expect((await refresh(world, client, refresh_token)).body.error).toBe("invalid_grant");
    const poll = await use({ grant_type: deviceGrant, device_code: device.device_code });
    expect(poll.body.error).toBe("authorization_pending");
  });
});

describe("what is kept", () => {
  it("holds no code, no refresh token, no cookie, no device code and no password in clear", async () => {
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

  it("is forgotten once its time is over", async () => {
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
