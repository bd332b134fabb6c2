import { beforeEach, describe, expect, it } from "vitest";
import { resourceBody, type World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowser, openBrowserWorld, returned } from "../browser.ts";
import { newApp, newClient, read, type TestClient, write } from "../oauth-world.ts";

let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  ({ world, client, browser } = await openBrowserWorld());
});

const asked = "<h1>Allow orders-sync?</h1>";

describe("a user", () => {
  it("is asked about a scope that requires consent, and can deny it", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: `${read} ${write}`, state: "s" }));
    expect(page.html).toContain(asked);
    expect(page.html).toContain("<li><code>write</code></li>");
    expect(page.html).not.toContain("<li><code>read</code></li>");
    expect(returned(await browser.submit(page, { decision: "deny" }))).toEqual({
      error: "access_denied",
      error_description: "The user denied the request.",
      state: "s",
    });
    expect((await browser.open(authorizePath(client, { scope: write }))).html).toContain(asked);
  });

  it("is asked in the words of the scope's description, if it has one", async () => {
    const audience = "https://described.example.com/";
    const scopes = [{ value: "all", requiresConsent: true, description: "Change your orders" }];
    await newApp(world, resourceBody({ displayName: "described", audience, scopes }));
    const other = await newClient(world, { displayName: "other", allowedScopes: [{ fqs: `${audience}all` }] });
    const page = await openAndSignIn(browser, authorizePath(other, { scope: `${audience}all` }));
    expect(page.html).toContain("<li><code>Change your orders</code></li>");
  });

  it("is not asked with prompt=none: the client gets an error", async () => {
    await openAndSignIn(browser, authorizePath(client, { scope: read }));
    expect(returned(await browser.open(authorizePath(client, { scope: write, prompt: "none" })))).toEqual({
      error: "consent_required",
      error_description: "The user must allow the scopes.",
    });
  });

  it("allows nothing by a form that another site sends", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: write }));
    expect((await browser.submit(page, { decision: "allow", form_token: "x" })).status).toBe(403);
    expect((await browser.open(authorizePath(client, { scope: write }))).html).toContain(asked);
  });

  it("allows nothing that only the form names", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: write }));
    const request =
      authorizePath(client, { scope: write, redirect_uri: "https://evil.example.com/" }).split("?")[1] ?? "";
    expect(await browser.submit(page, { decision: "deny", request })).toMatchObject({
      status: 400,
      html: expect.stringContaining('"error":"invalid_redirect_uri"'),
    });
  });
});

describe("a user who allowed a scope", () => {
  beforeEach(async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: write }));
    expect(returned(await browser.submit(page, { decision: "allow" })).code).toBeDefined();
  });

  it("is not asked again, in another browser either", async () => {
    const path = authorizePath(client, { scope: write });
    expect(returned(await browser.open(path)).code).toBeDefined();
    expect(returned(await openAndSignIn(openBrowser(world), path)).code).toBeDefined();
  });

  it("is asked again with prompt=consent, once", async () => {
    const page = await browser.open(authorizePath(client, { scope: write, prompt: "consent" }));
    expect(page.html).toContain(asked);
    expect(returned(await browser.submit(page, { decision: "allow" })).code).toBeDefined();
  });

  it("is asked by another client, and so is another user by this one", async () => {
    const other = await newClient(world, { displayName: "other" });
    expect((await browser.open(authorizePath(other, { scope: write }))).html).toContain("Allow other?");
    const path = authorizePath(client, { scope: write });
    expect((await openAndSignIn(openBrowser(world), path, "mia@example.com")).html).toContain(asked);
  });
});

it("a client that bypasses consent asks no user", async () => {
  const trusted = await newClient(world, { displayName: "trusted", bypassConsent: true });
  const path = authorizePath(trusted, { scope: write, prompt: "consent" });
  expect(returned(await openAndSignIn(browser, path)).code).toBeDefined();
});
