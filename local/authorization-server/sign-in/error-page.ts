import type { Context } from "hono";
import { html } from "hono/html";
import { notGrantedText } from "../user-eligibility.ts";
import { type PageStatus, page, problem } from "./page.ts";

/** A request that cannot be answered at the client: nobody knows, or may trust, where to. */
export function errorPage(c: Context, text: string, status: PageStatus = 400): Promise<Response> {
  return page(c, "This request cannot be answered", problem(text), status);
}

/**
 * What a user sees who was not granted the app (identity-domains-api.md 10.9). `back` takes the refusal to the client,
 * if any waits.
 */
export function notGrantedPage(c: Context, back: string | undefined): Promise<Response> {
  const link = back === undefined ? "" : html`<p><a href="${back}">Return to the app</a></p>`;
  const logout = html`<p><a href="/oauth2/v1/userlogout">Sign out</a></p>`;
  return page(c, "You cannot use this app", html`${problem(`AUTH-3024: ${notGrantedText}`)}${link}${logout}`, 403);
}
