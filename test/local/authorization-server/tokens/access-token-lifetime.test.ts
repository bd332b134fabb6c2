import { beforeEach, describe, expect, it } from "vitest";
import { resourceBody, type World } from "../../world.ts";
import { authorizePath, openAndSignIn, openBrowser, returned } from "../browser.ts";
import { newApp, newClient, openOAuthWorld, pass, read } from "../oauth-world.ts";

let world: World;
beforeEach(async () => {
  world = await openOAuthWorld();
});

const forScope = (scope: string, who: { name: string; clientSecret: string }) =>
  world.token(who.name, who.clientSecret, { grant_type: "client_credentials", scope });

// identity-domains-api.md 13, row 15.
describe("an access token", () => {
  it.each([
    [undefined, undefined, 3600],
    [7200, undefined, 7200],
    [7200, 600, 600],
    [600, 7200, 600],
    [undefined, 86_400, 86_400],
    [undefined, 1, 60],
    [undefined, 99_999_999, 31_536_000],
  ])("of a resource with expiry %s, asked for %s seconds, lives %i", async (resource, custom, expected) => {
    const audience = "https://expiry.example.com/";
    await newApp(world, resourceBody({ displayName: "expiry", audience, accessTokenExpiry: resource }));
    const short = await newClient(world, { displayName: "short", allowedScopes: [{ fqs: `${audience}read` }] });
    const scope = `${audience}read${custom === undefined ? "" : ` urn:opc:resource:expiry=${custom}`}`;
    expect((await forScope(scope, short)).body.expires_in).toBe(expected);
  });
});

describe("the access token of a user who signed in", () => {
  it("does not outlive the session of eight hours", async () => {
    const client = await newClient(world);
    const browser = openBrowser(world);
    const path = authorizePath(client, { response_type: "token", scope: read });
    expect(returned(await openAndSignIn(browser, path)).expires_in).toBe("3600");
    pass(world, 8 * 3600 - 100);
    expect(returned(await browser.open(path)).expires_in).toBe("100");
    pass(world, 100);
    expect((await browser.open(path)).html).toContain("Sign in");
  });
});
