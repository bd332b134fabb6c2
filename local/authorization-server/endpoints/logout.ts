import type { Context } from "hono";
import { html } from "hono/html";
import type { DomainContext } from "../../domain-context.ts";
import { listOf, textOf } from "../../scim/json.ts";
import { browserParameters } from "../browser/browser-parameters.ts";
import { endSession } from "../browser/browser-session.ts";
import { refusalPage } from "../browser/error-page.ts";
import { page } from "../browser/page.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { identityTokenClient } from "../tokens/identity-token.ts";

/**
 * Ends the session of the browser, then redirects to the client, or answers with a page that confirms it. The address
 * must be
 * registered with the client of the `id_token_hint`, or, without a hint, with any active client.
 *
 * @see OpenID Connect RP-Initiated Logout 1.0, sections 2 and 3; Oracle, "Using OpenID Connect";
 * identity-domains-api.md 10.1
 */
export async function logout(c: Context, domain: DomainContext): Promise<Response> {
  try {
    const parameters = await browserParameters(c);
    const hint = parameters.get("id_token_hint");
    const clientId = hint === undefined ? undefined : await identityTokenClient(domain, hint);
    const address = parameters.get("post_logout_redirect_uri");
    if (address !== undefined) refuseUnregistered(domain, address, clientId);
    endSession(c, domain);
    if (address === undefined) return page(c, "You are signed out", html`<p>You can close this page.</p>`);
    const state = parameters.get("state");
    const query = state === undefined ? "" : `${address.includes("?") ? "&" : "?"}${new URLSearchParams({ state })}`;
    return c.redirect(address + query);
  } catch (error) {
    if (error instanceof OAuthError) return refusalPage(c, error);
    throw error;
  }
}

function refuseUnregistered({ directory }: DomainContext, address: string, clientId: string | undefined): void {
  const candidates = directory
    .all("App")
    .filter((app) => app.isOAuthClient === true && app.active === true)
    .filter((app) => clientId === undefined || textOf(app, "name") === clientId);
  if (candidates.some((app) => listOf(app.postLogoutRedirectUris).includes(address))) return;
  throw new OAuthError("invalid_request", "The address to return to after signing out is not registered.");
}
