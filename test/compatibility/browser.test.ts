import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as client from "openid-client";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchOptions } from "./chromium.ts";
import { withDeviceEndpoint } from "./device-endpoint.ts";
import { browser as installed, withoutBrowser } from "./installed.ts";
import { type ClientWorld, openClientWorld, readOrders, writeOrders } from "./world.ts";

const deviceCode = "urn:ietf:params:oauth:grant-type:device_code";
const callan = "callan@example.com";

/** The client's own site: it answers whatever is asked, and the browser shows where it is. */
let site: Server;
let siteUrl: string;
let world: ClientWorld;
let config: client.Configuration;
let running: Browser;

beforeAll(async () => {
  if (installed === undefined) return;
  site = createServer((_, response) => response.end("the client's site")).listen(0, "127.0.0.1");
  await once(site, "listening");
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  world = await openClientWorld();
  const app = await world.createApp("orders in the browser", {
    isOAuthClient: true,
    clientType: "confidential",
    allUrlSchemesAllowed: true,
    allowedGrants: ["authorization_code", deviceCode],
    allowedScopes: [{ fqs: readOrders }, { fqs: writeOrders }],
    redirectUris: [`${siteUrl}/callback`],
    postLogoutRedirectUris: [`${siteUrl}/bye`],
  } as object);
  config = await client.discovery(new URL(world.domain.url), app.name, app.clientSecret, undefined, {
    execute: [client.allowInsecureRequests],
  });
  running = await chromium.launch(launchOptions(installed));
});
afterAll(async () => {
  await running?.close();
  await world?.domain.close();
  site?.close();
});

/** Opens a page in a profile of its own. */
async function newPage(javaScriptEnabled: boolean): Promise<Page> {
  const context = await running.newContext({ javaScriptEnabled });
  context.setDefaultTimeout(120_000);
  return context.newPage();
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("User name").fill(callan);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

describe.skipIf(withoutBrowser)(`Chromium${withoutBrowser}`, () => {
  it.each([
    ["with JavaScript", true],
    ["without JavaScript", false],
  ])("goes from the client to sign-in, consent and back with a code, and signs out, %s", async (_, javaScript) => {
    const page = await newPage(javaScript);
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).origin));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const authorize = client.buildAuthorizationUrl(config, {
      redirect_uri: `${siteUrl}/callback`,
      scope: `openid ${writeOrders}`,
      state: "state of the browser",
      prompt: "consent",
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });

    await page.goto(authorize.href);
    expect(await page.title()).toBe("Sign in");
    await signIn(page, "wrong");
    expect(await page.getByRole("alert").textContent()).toContain("incorrect user name or password");
    await signIn(page, world.domain.userPassword);
    expect(await page.getByRole("main").textContent()).toContain("orders in the browser asks you to allow");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${siteUrl}/callback?*`);
    const expectedState = "state of the browser";
    const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), {
      pkceCodeVerifier,
      expectedState,
    });
    expect(tokens.claims()).toMatchObject({ sub: callan });

    const end = { post_logout_redirect_uri: `${siteUrl}/bye`, id_token_hint: tokens.id_token as string };
    await page.goto(client.buildEndSessionUrl(config, end).href);
    expect(page.url()).toBe(`${siteUrl}/bye`);
    await page.goto(authorize.href);
    expect(await page.title()).toBe("Sign in");
    expect([...new Set(loaded)].sort()).toEqual([siteUrl, world.domain.url].sort());
    await page.context().close();
  });

  it("lets a device in whose code the user typed", async () => {
    const told = withDeviceEndpoint(config, world.domain.url);
    const device = await client.initiateDeviceAuthorization(told, {
      scope: readOrders,
      response_type: "device_code",
    });
    const page = await newPage(true);
    await page.goto(device.verification_uri);
    await page.getByLabel("Code that the device shows").fill("WRONG");
    await page.getByRole("button", { name: "Continue" }).click();
    if ((await page.title()) === "Sign in") await signIn(page, world.domain.userPassword);
    expect(await page.getByRole("alert").textContent()).toContain("The code WRONG is not known");
    await page.getByLabel("Code that the device shows").fill(device.user_code);
    await page.getByRole("button", { name: "Continue" }).click();
    if ((await page.title()) === "Sign in") await signIn(page, world.domain.userPassword);
    await page.getByRole("button", { name: "Allow" }).click();
    expect(await page.title()).toBe("Device connected");
    const tokens = await client.pollDeviceAuthorizationGrant(told, { ...device, interval: 1 });
    expect(tokens).toMatchObject({ token_type: "bearer", access_token: expect.any(String) });
    await page.context().close();
  });
});
