import { expect } from "vitest";
import type { LocalDomainOptions } from "../../../local/domain.ts";
import { url, type World } from "../world.ts";
import { callan, callback, newClient, openOAuthWorld, password, type TestClient } from "./oauth-world.ts";

/** Where a browser has arrived. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** The address at which redirects ended; one outside the domain is not fetched. */
  readonly url: URL;
}

/** A browser without scripts that keeps cookies and follows redirects within the domain. */
export interface Browser {
  readonly cookies: Map<string, string>;
  open(path: string): Promise<Page>;
  /** Sends the page's form with its hidden fields; `fields` go over them. */
  submit(page: Page, fields?: Record<string, string>): Promise<Page>;
}

/** A domain with a client of every user flow, and a browser in which nobody is signed in. */
export async function openBrowserWorld(
  options: LocalDomainOptions = {},
): Promise<{ readonly world: World; readonly client: TestClient; readonly browser: Browser }> {
  const world = await openOAuthWorld(options);
  return { world, client: await newClient(world), browser: openBrowser(world) };
}

export function openBrowser(world: World): Browser {
  const cookies = new Map<string, string>();
  const visit = async (target: URL, init: RequestInit = {}): Promise<Page> => {
    if (target.origin !== url) return { status: 0, headers: new Headers(), html: "", url: target };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await world.domain.fetch(new Request(target, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) return visit(new URL(location, target));
    return { status: response.status, headers: response.headers, html: await response.text(), url: target };
  };
  return {
    cookies,
    open: (path) => visit(new URL(path, url)),
    submit: (page, fields = {}) => {
      const [, method = "", action = ""] = /<form method="(\w+)" action="([^"]*)">/.exec(page.html) ?? [];
      expect(method).not.toBe("");
      const values = new URLSearchParams({ ...inputsOf(page.html), ...fields });
      const target = new URL(unescaped(action), page.url);
      if (method === "get") return visit(new URL(`${target.pathname}?${values}`, url));
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return visit(target, { method: "POST", headers, body: values.toString() });
    },
  };
}

/** The path of an authorization request. */
export function authorizePath(client: TestClient, parameters: Record<string, string>): string {
  const all = { client_id: client.name, redirect_uri: callback, response_type: "code", ...parameters };
  return `/oauth2/v1/authorize?${new URLSearchParams(all)}`;
}

/** Opens a page that asks to sign in, and signs in. */
export async function openAndSignIn(browser: Browser, path: string, username = callan): Promise<Page> {
  return browser.submit(await browser.open(path), { username, password });
}

/** What came back to the client: the parameters of the query, or of the fragment. */
export function returned(page: Page): Record<string, string> {
  expect(page.url.origin + page.url.pathname).toBe(callback);
  return Object.fromEntries(new URLSearchParams(page.url.hash === "" ? page.url.search : page.url.hash.slice(1)));
}

function inputsOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input ([^>]*)>/g)].map(([, attributes = ""]) =>
    Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value = ""]) => [name, value])),
  );
  return Object.fromEntries(inputs.map(({ name, value = "" }) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => characters[name] ?? "");
}
