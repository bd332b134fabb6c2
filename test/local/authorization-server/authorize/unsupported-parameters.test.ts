import { beforeEach, describe, expect, it } from "vitest";
import { authorizePath, type Browser, openAndSignIn, openBrowserWorld, returned } from "../browser.ts";
import { read, type TestClient, write } from "../oauth-world.ts";

let client: TestClient;
let browser: Browser;
beforeEach(async () => {
  ({ client, browser } = await openBrowserWorld());
});

const ask = (parameters: Record<string, string>) =>
  browser.open(authorizePath(client, { scope: read, state: "s", ...parameters }));

describe("an authorization request is refused at the redirect", () => {
  it.each([
    ["request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported", "The parameter request is not supported."],
    [
      "request_uri",
      "https://app.example.com/r",
      "request_uri_not_supported",
      "The parameter request_uri is not supported.",
    ],
    ["registration", "{}", "registration_not_supported", "The parameter registration is not supported."],
    ["response_mode", "form_post", "invalid_request", "The response_mode form_post is not supported."],
    ["response_mode", "web_message", "invalid_request", "The response_mode web_message is not supported."],
  ])("with %s=%s", async (name, value, error, error_description) => {
    const page = await ask({ [name]: value });
    expect(page.url.hash).toBe("");
    expect(returned(page)).toEqual({ error, error_description, state: "s" });
  });

  it("with a token in the query", async () => {
    const page = await ask({ response_type: "token", response_mode: "query" });
    expect(page.url.search).toBe("");
    expect(returned(page)).toEqual({
      error: "invalid_request",
      error_description: "A token cannot come in the query: the response_mode query is for a code alone.",
      state: "s",
    });
  });
});

describe("the response_mode", () => {
  it("fragment brings a code in the fragment, after sign-in and consent, and refusals too", async () => {
    const path = authorizePath(client, { scope: write, state: "s", response_mode: "fragment" });
    const page = await browser.submit(await openAndSignIn(browser, path), { decision: "allow" });
    expect(page.url.search).toBe("");
    expect(returned(page)).toEqual({ code: expect.any(String), state: "s" });
    const denied = await ask({ response_mode: "fragment", prompt: "dance" });
    expect(denied.url.search).toBe("");
    expect(returned(denied).error).toBe("invalid_request");
  });

  it("query brings a code in the query", async () => {
    const page = await openAndSignIn(browser, authorizePath(client, { scope: read, response_mode: "query" }));
    expect(page.url.hash).toBe("");
    expect(returned(page)).toEqual({ code: expect.any(String) });
  });
});
