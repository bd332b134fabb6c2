import { beforeEach, describe, expect, it } from "vitest";
import { financeScope, type World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowserWorld, returned } from "../browser.ts";
import { callan, callback, newClient, pass, read, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  ({ world, client, browser } = await openBrowserWorld());
});

const ask = (parameters: Record<string, string>, who = client) => browser.open(authorizePath(who, parameters));

describe("an authorization request", () => {
  it.each([
    ["for an unknown client", { client_id: "nobody" }, "The app that sent you here is not known."],
    ["without a redirect", { redirect_uri: "" }, "The app did not say where to return to."],
  ])("is refused on a page, not at the redirect, %s", async (_, parameters, text) => {
    const page = await ask({ scope: read, ...parameters });
    expect(page.url.pathname).toBe("/oauth2/v1/authorize");
    expect(page.status).toBe(400);
    expect(page.html).toContain(text);
  });

  // identity-domains-api.md 13, row 20.
  it.each([
    ["longer", `${callback}/more`],
    ["of another case", callback.toUpperCase()],
    ["of another site", "https://evil.example.com/"],
  ])("is refused in JSON, not at the redirect, with a redirect that is %s", async (_, redirect_uri) => {
    const page = await ask({ scope: read, redirect_uri });
    expect(page.status).toBe(400);
    expect(page.headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(page.url.pathname).toBe("/oauth2/v1/authorize");
    const refusal = JSON.parse(page.html);
    const said = `Client ${client.name} requested an invalid redirect URL: ${redirect_uri}. ECID: `;
    expect(refusal.error_description.slice(0, said.length)).toBe(said);
    expect(refusal).toEqual({
      error: "invalid_redirect_uri",
      error_description: expect.stringMatching(/\. ECID: [A-Za-z0-9]{9}0{8}$/),
    });
  });

  // identity-domains-api.md 13, row 3.
  it("is refused on a page, not at the redirect, for an inactive client", async () => {
    const inactive = await newClient(world, { displayName: "inactive", active: false });
    expect((await ask({ scope: read }, inactive)).html).toContain("The app that sent you here is not known.");
  });

  it("is refused on a page, not at the redirect, with a repeated parameter", async () => {
    const page = await browser.open(`${authorizePath(client, { scope: read })}&scope=x`);
    expect(page).toMatchObject({ status: 400, html: expect.stringContaining("The parameter scope is repeated.") });
  });

  it.each([
    [{ response_type: "" }, "invalid_request", "The parameter response_type is missing."],
    [{ response_type: "none" }, "unsupported_response_type", "The response_type none is not known."],
    [{ scope: "" }, "invalid_scope", "The request names no scope."],
    [{ prompt: "dance" }, "invalid_request", "The prompt dance is not known."],
    [{ prompt: "none login" }, "invalid_request", "The prompt none cannot be combined with others."],
    [{ max_age: "old" }, "invalid_request", "The max_age must be a number of seconds."],
    [{ code_challenge: "short" }, "invalid_request", "The code_challenge must be 43 to 128 unreserved characters."],
    [
      { code_challenge: "x".repeat(43), code_challenge_method: "S512" },
      "invalid_request",
      "The code_challenge_method must be plain or S256.",
    ],
    [{ prompt: "none" }, "login_required", "The user must sign in."],
  ])("is refused at the redirect, for %j", async (parameters, error, error_description) => {
    const page = await ask({ scope: read, state: "s", ...parameters });
    expect(page.url.hash).toBe("");
    expect(returned(page)).toEqual({ error, error_description, state: "s" });
  });

  it.each([
    [
      { response_type: "id_token", scope: "openid" },
      "invalid_request",
      "An identity token in the redirect needs a nonce.",
    ],
    [
      { response_type: "id_token", scope: read, nonce: "n" },
      "invalid_scope",
      "An identity token needs the scope openid.",
    ],
    [
      { response_type: "token", scope: `${read} ${financeScope} urn:opc:resource:multiresourcescope` },
      "invalid_scope",
      "Tokens for several resources cannot come in a redirect.",
    ],
  ])("is refused at the redirect in the fragment for %j", async (parameters, error, error_description) => {
    const page = await ask({ state: "s", ...parameters });
    expect(page.url.search).toBe("");
    expect(returned(page)).toEqual({ error, error_description, state: "s" });
  });

  it.each([
    [["authorization_code"], "token", "implicit"],
    [["implicit"], "code", "authorization_code"],
    [["implicit"], "code token", "authorization_code"],
    [["authorization_code"], "code token", "implicit"],
  ])(
    "is refused at the redirect to a client with %j that asks for %s",
    async (allowedGrants, response_type, missing) => {
      const other = await newClient(world, { displayName: "other", allowedGrants });
      expect(returned(await ask({ response_type, scope: read }, other))).toEqual({
        error: "unauthorized_client",
        error_description: `The client is not allowed the grant type ${missing}.`,
      });
    },
  );

  it("is refused at the redirect for scopes that the client may not have, once the user has signed in", async () => {
    expect(returned(await openAndSignIn(browser, authorizePath(client, { scope: financeScope })))).toEqual({
      error: "unauthorized_client",
      error_description: "Client authorization failed.",
    });
  });

  it("asks a user to sign in, and not again within eight hours", async () => {
    await openAndSignIn(browser, authorizePath(client, { scope: read }));
    pass(world, 8 * 3600 - 1);
    expect(returned(await ask({ scope: read, prompt: "none" }))).toEqual({ code: expect.any(String) });
    pass(world, 1);
    expect(returned(await ask({ scope: read, prompt: "none" })).error).toBe("login_required");
  });

  it("with prompt=login asks again, but only once", async () => {
    const path = authorizePath(client, { scope: read, prompt: "login" });
    await openAndSignIn(browser, path);
    expect(returned(await openAndSignIn(browser, path))).toEqual({ code: expect.any(String) });
  });

  it("asks again when the sign-in is older than max_age, or max_age is 0", async () => {
    await openAndSignIn(browser, authorizePath(client, { scope: read }));
    pass(world, 60);
    expect(returned(await ask({ scope: read, max_age: "60" })).code).toBeDefined();
    expect(returned(await ask({ scope: read, max_age: "59", prompt: "none" })).error).toBe("login_required");
    expect(
      returned(await openAndSignIn(browser, authorizePath(client, { scope: read, max_age: "59" }))).code,
    ).toBeDefined();
    expect(
      returned(await openAndSignIn(browser, authorizePath(client, { scope: read, max_age: "0" }))).code,
    ).toBeDefined();
  });

  it("can be a POST too", async () => {
    const [path = "", body = ""] = authorizePath(client, { scope: read }).split("?");
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await world.domain.fetch(
      new Request(`http://domain.test${path}`, { method: "POST", headers, body }),
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<h1>Sign in</h1>");
  });

  it("fills the sign-in page with its login_hint", async () => {
    expect((await ask({ scope: read, login_hint: callan })).html).toContain(`value="${callan}"`);
  });
});
