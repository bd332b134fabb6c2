import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowserWorld, returned } from "../browser.ts";
import { newClient, pass, read, signInAs, type TestClient } from "../oauth-world.ts";

const bye = "https://app.example.com/bye";

let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  ({ world, client, browser } = await openBrowserWorld());
  await openAndSignIn(browser, authorizePath(client, { scope: read }));
});

const logout = (parameters: Record<string, string> = {}) =>
  browser.open(`/oauth2/v1/userlogout?${new URLSearchParams(parameters)}`);
const isSignedIn = async () =>
  returned(await browser.open(authorizePath(client, { scope: read, prompt: "none" }))).code !== undefined;
const identityToken = async (who = client): Promise<string> => (await signInAs(world, who, "openid")).body.id_token;

describe("a logout", () => {
  const unregistered = "The address to return to after signing out is not registered.";
  const notOurs = "The id_token_hint is not an identity token of this domain.";

  it("is refused on a page if no client registered its address", async () => {
    const page = await logout({ post_logout_redirect_uri: "https://evil.example.com/" });
    expect(page).toMatchObject({ status: 400, html: expect.stringContaining(unregistered) });
    expect(await isSignedIn()).toBe(true);
  });

  it("is refused on a page if another client than that of the hint registered it", async () => {
    const other = await newClient(world, { displayName: "other", postLogoutRedirectUris: [] });
    const page = await logout({ post_logout_redirect_uri: bye, id_token_hint: await identityToken(other) });
    expect(page).toMatchObject({ status: 400, html: expect.stringContaining(unregistered) });
    expect(await isSignedIn()).toBe(true);
  });

  it("is refused on a page when the hint is nonsense, an access token, or signed by somebody else", async () => {
    const { access_token } = (await signInAs(world, client, "openid")).body;
    const foreign = await identityToken();
    const [header, claims] = foreign.split(".");
    for (const id_token_hint of ["nonsense", access_token, `${header}.${claims}.AAAA`]) {
      expect(await logout({ id_token_hint })).toMatchObject({ status: 400, html: expect.stringContaining(notOurs) });
    }
    expect(await isSignedIn()).toBe(true);
  });

  it("ends the session and shows a page when it names no address", async () => {
    const page = await logout();
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining("<h1>You are signed out</h1>") });
    expect(browser.cookies.has("local_domain_session")).toBe(false);
    expect(await isSignedIn()).toBe(false);
  });

  it("ends the session on the server too: the earlier cookie is useless", async () => {
    const cookie = browser.cookies.get("local_domain_session") ?? "";
    await logout();
    browser.cookies.set("local_domain_session", cookie);
    expect(await isSignedIn()).toBe(false);
  });

  it("ends the session and goes to the registered address, with the state", async () => {
    expect((await logout({ post_logout_redirect_uri: bye, state: "a b" })).url.href).toBe(`${bye}?state=a+b`);
    expect((await logout({ post_logout_redirect_uri: bye })).url.href).toBe(bye);
  });

  it("ends the session with the hint of an identity token that has expired", async () => {
    const id_token_hint = await identityToken();
    pass(world, 9 * 3600);
    expect((await logout({ post_logout_redirect_uri: bye, id_token_hint })).url.href).toBe(bye);
  });
});
