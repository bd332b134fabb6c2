import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { authorizePath, type Browser, openAndSignIn, openBrowser, returned } from "../browser.ts";
import {
  callan,
  callanId,
  callback,
  change,
  newClient,
  openOAuthWorld,
  password,
  read,
  type TestClient,
} from "../oauth-world.ts";

let world: World;
let client: TestClient;
let browser: Browser;
let path: string;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
  browser = openBrowser(world);
  path = authorizePath(client, { scope: read });
});

describe("a form", () => {
  const foreign = expect.stringContaining("The form was not sent from this page");

  it("is refused from a page of another site, which does not know its token", async () => {
    const page = await browser.open(path);
    const fields = { username: callan, password };
    for (const form_token of ["", "x", "x".repeat(43)]) {
      expect(await browser.submit(page, { ...fields, form_token })).toMatchObject({ status: 403, html: foreign });
    }
    expect(await openBrowser(world).submit(page, fields)).toMatchObject({ status: 403, html: foreign });
    expect([...browser.cookies.keys()]).toEqual(["local_domain_form"]);
  });

  it.each(["https://evil.example.com/", "//evil.example.com/", "/admin/v1/Apps", "/oauth2/v1/authorizer?x", ""])(
    "is refused when it would continue to %j",
    async (next) => {
      const page = await browser.submit(await browser.open(path), { username: callan, password, next });
      expect(page).toMatchObject({ status: 400, html: expect.stringContaining("where to continue") });
      expect(browser.cookies.has("local_domain_session")).toBe(false);
    },
  );

  it("is refused when it is not a form", async () => {
    const answer = await world.domain.fetch(
      new Request("http://domain.test/ui/v1/signin", { method: "POST", body: "{}" }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("The Content-Type must be application/x-www-form-urlencoded.");
  });
});

describe("the sign-in page", () => {
  it("asks again in the same words after a wrong password and an unknown user, without repeating the password", async () => {
    for (const username of [callan, "nobody@example.com"]) {
      const page = await browser.submit(await browser.open(path), { username, password: "wrong-one" });
      expect(page.status).toBe(403);
      expect(page.html).toContain(
        '<p class="problem" role="alert">AUTH-3001: You entered an incorrect user name or password.</p>',
      );
      expect(page.html).toContain(`value="${username}"`);
      expect(page.html).not.toContain("wrong-one");
      expect(returned(await browser.submit(page, { username: callan, password })).code).toBeDefined();
      browser = openBrowser(world);
    }
  });

  it("escapes everything that a stranger may have written", async () => {
    const evil = `"><script>alert('1')</script>&`;
    const named = await newClient(world, { displayName: `<img src=x onerror=alert(1)> ${evil}` });
    const hinted = await browser.open(authorizePath(named, { scope: read, login_hint: evil, state: evil }));
    const asked = await openAndSignIn(browser, authorizePath(named, { scope: read, prompt: "consent", state: evil }));
    expect(asked.html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    for (const { html } of [hinted, asked]) {
      expect(html).not.toContain("<script");
      expect(html).not.toContain("<img");
    }
  });

  it("loads nothing, runs nothing, and cannot be framed or stored", async () => {
    const { headers, html } = await browser.open(path);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-type")).toBe("text/html;charset=UTF-8");
    expect(html).not.toMatch(/\b(src|href)=/);
  });

  it("names its language and labels its fields", async () => {
    const { html } = await browser.open(path);
    expect(html).toContain('<html lang="en">');
    for (const name of ["username", "password"]) {
      expect(html).toContain(`<label for="${name}">`);
      expect(html).toContain(`<input id="${name}" name="${name}"`);
    }
  });
});

describe("a browser's session", () => {
  it("is a cookie that scripts cannot read and that ends after eight hours", async () => {
    const page = await browser.open(path);
    const { form_token } = Object.fromEntries(
      [...page.html.matchAll(/name="(form_token)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const response = await world.domain.fetch(
      new Request("http://domain.test/ui/v1/signin", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", cookie: `local_domain_form=${form_token}` },
        body: String(new URLSearchParams({ form_token: form_token ?? "", username: callan, password, next: path })),
      }),
    );
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(path);
    const cookie = response.headers.getSetCookie().find((line) => line.includes("Max-Age=28800"));
    expect(cookie).toMatch(/^local_domain_session=[A-Za-z0-9_-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("is new after each sign-in: an earlier, planted one is useless", async () => {
    const planted = "p".repeat(43);
    browser.cookies.set("local_domain_session", planted);
    await openAndSignIn(browser, path);
    expect(browser.cookies.get("local_domain_session")).not.toBe(planted);
    const other = openBrowser(world);
    other.cookies.set("local_domain_session", planted);
    expect((await other.open(path)).html).toContain("<h1>Sign in</h1>");
  });

  it("ends once its user is inactive", async () => {
    await openAndSignIn(browser, path);
    await change(world, "Users", callanId, { active: false });
    expect((await browser.open(path)).html).toContain("<h1>Sign in</h1>");
  });

  it("serves another client without signing in again, in the same session", async () => {
    await openAndSignIn(browser, path);
    const other = await newClient(world, { displayName: "other" });
    expect((await browser.open(authorizePath(other, { scope: read }))).url.href).toMatch(`${callback}?code=`);
  });
});
