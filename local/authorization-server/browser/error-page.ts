import type { Context } from "hono";
import { html } from "hono/html";
import { type OAuthError, oauthHeaders } from "../protocol/oauth-error.ts";
import { notGrantedText } from "../users/enforced-grants.ts";
import { type PageStatus, page, problem } from "./page.ts";

/** A request that cannot be answered at the client, because its address is unknown or not trusted. */
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

/** A page for a refused request; for a redirect that is not registered JSON, as Oracle answers it. */
export async function refusalPage(c: Context, refusal: OAuthError): Promise<Response> {
  c.env.refusalReason = refusal.reason;
  if (refusal.code === "invalid_redirect_uri") {
    const headers = { ...oauthHeaders, "X-Content-Type-Options": "nosniff" };
    return c.body(JSON.stringify(refusal.body()), refusal.status, headers);
  }
  return errorPage(c, refusal.message);
}
