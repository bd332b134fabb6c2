import { createRemoteJWKSet, jwtVerify } from "jose";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../cli/token/world.ts";
import { launchOptions } from "./chromium.ts";
import { browser as installed, withoutBrowser } from "./installed.ts";
import { type ClientWorld, freePort, openClientWorld, writeOrders } from "./world.ts";

let world: ClientWorld;
let running: Browser;

beforeAll(async () => {
  if (installed === undefined) return;
  world = await openClientWorld();
  running = await chromium.launch(launchOptions(installed));
});
afterAll(async () => {
  await running?.close();
  await world?.domain.close();
});

/** A client that signs users in on this machine, as the stack's outputs show it. */
async function newPair(displayName: string, isEnforced: boolean) {
  const redirectUrl = `http://127.0.0.1:${await freePort()}/callback`;
  const app = await world.createApp(displayName, {
    isOAuthClient: true,
    clientType: "confidential",
    allUrlSchemesAllowed: true,
    allowedGrants: ["authorization_code", "implicit"],
    allowedScopes: [{ fqs: writeOrders }],
    redirectUris: [redirectUrl],
    allowAccessControl: isEnforced,
  } as object);
  const { url } = world.domain;
  return {
    clientId: app.name,
    clientSecret: app.clientSecret,
    scope: writeOrders,
    tokenUrl: `${url}/oauth2/v1/token`,
    identityDomainUrl: url,
    grantTypes: ["authorization_code", "implicit"],
    redirectUrls: [redirectUrl],
  };
}

/** Signs in, and allows what the client asks for, or returns to it when refused; keeps the title of each page. */
async function signIn(address: string, titles: string[], addresses: string[] = []): Promise<void> {
  const context = await running.newContext();
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(address);
  titles.push(await page.title());
  await page.getByLabel("User name").fill("callan@example.com");
  await page.getByLabel("Password").fill(world.domain.userPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  titles.push(await page.title());
  // By the keyboard: where a machine has no fonts, a link has no size to be clicked on.
  const back = page.getByRole("button", { name: "Allow" }).or(page.getByRole("link", { name: "Return to the app" }));
  await back.press("Enter");
  await page.waitForURL(/\/callback([?#]|$)/);
  await page.waitForFunction('document.title === "Back to the terminal"');
  titles.push(await page.title());
  addresses.push(page.url());
  await context.close();
}

describe.skipIf(withoutBrowser)(`token in Chromium${withoutBrowser}`, () => {
  it("goes through sign-in and consent back to the terminal, with a token that verifies", async () => {
    const titles: string[] = [];
    const { error, printed } = await run(
      await newPair("terminal", false),
      { flow: "browser" },
      { openBrowser: (address) => signIn(address, titles) },
    );
    expect({ error, titles }).toEqual({
      error: undefined,
      titles: ["Sign in", "Allow terminal?", "Back to the terminal"],
    });
    const keys = createRemoteJWKSet(new URL(`${world.domain.url}/admin/v1/SigningCert/jwk`));
    const { payload } = await jwtVerify(printed, keys, { issuer: world.domain.url });
    expect(payload).toMatchObject({ sub: "callan@example.com", scope: "write" });
  });

  it("takes a token of the implicit grant out of the address, which does not keep it", async () => {
    const [titles, addresses]: [string[], string[]] = [[], []];
    const pair = await newPair("page", false);
    const { error, printed } = await run(
      pair,
      { flow: "implicit" },
      { openBrowser: (address) => signIn(address, titles, addresses) },
    );
    expect({ error, titles, addresses }).toEqual({
      error: undefined,
      titles: ["Sign in", "Allow page?", "Back to the terminal"],
      addresses: pair.redirectUrls,
    });
    const keys = createRemoteJWKSet(new URL(`${world.domain.url}/admin/v1/SigningCert/jwk`));
    const { payload } = await jwtVerify(printed, keys, { issuer: world.domain.url });
    expect(payload).toMatchObject({ sub: "callan@example.com", scope: "write" });
  });

  it("tells in the terminal that the user is not assigned, where grants are enforced", async () => {
    const titles: string[] = [];
    const { error, printed } = await run(
      await newPair("enforced", true),
      { flow: "browser" },
      { openBrowser: (address) => signIn(address, titles) },
    );
    expect(error).toMatch(/^TokenError: The sign-in was refused: access_denied: .*\.$/);
    expect({ titles, printed }).toEqual({
      titles: ["Sign in", "You cannot use this app", "Back to the terminal"],
      printed: "",
    });
  });
});
