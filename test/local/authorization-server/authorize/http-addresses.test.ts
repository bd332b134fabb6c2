import { beforeEach, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowser } from "../browser.ts";
import { newClient, openOAuthWorld, read, signInAs, type TestClient } from "../oauth-world.ts";

const callback = "http://127.0.0.1:8080/callback";
const bye = "com.example.app:/bye";

let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, {
    redirectUris: [callback],
    postLogoutRedirectUris: [bye],
    logoutUri: "https://app.example.com/logout",
    allUrlSchemesAllowed: true,
  });
  browser = openBrowser(world);
});

it("a client that allows all schemes gets its code at an http address, and a token for it", async () => {
  const page = await openAndSignIn(browser, authorizePath(client, { scope: read, redirect_uri: callback }));
  expect(page.url.origin + page.url.pathname).toBe(callback);
  const code = page.url.searchParams.get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri: callback };
  expect((await world.token(client.name, client.clientSecret, form)).status).toBe(200);
});

it("after signing out, a browser goes to an address of any scheme", async () => {
  await openAndSignIn(browser, authorizePath(client, { scope: read, redirect_uri: callback }));
  const id_token_hint = (await signInAs(world, client, "openid")).body.id_token;
  const query = new URLSearchParams({ post_logout_redirect_uri: bye, id_token_hint, state: "s" });
  expect((await browser.open(`/oauth2/v1/userlogout?${query}`)).url.href).toBe(`${bye}?state=s`);
});

it("the addresses of a client come back as sent", async () => {
  expect((await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body).toMatchObject({
    redirectUris: [callback],
    postLogoutRedirectUris: [bye],
    logoutUri: "https://app.example.com/logout",
    allUrlSchemesAllowed: true,
  });
});
