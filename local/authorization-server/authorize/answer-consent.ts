import type { Context } from "hono";
import type { DomainContext } from "../../domain-context.ts";
import { queryOf } from "../browser/browser-parameters.ts";
import { currentSession } from "../browser/browser-session.ts";
import { type Form, readParameters } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { authorizePath } from "../protocol/paths.ts";
import { rememberConsent, scopesToAllow } from "../records/consents.ts";
import { decideScopes } from "../scopes/decide-scopes.ts";
import { addressedRequest } from "./addressed-request.ts";
import { authorizationRequest } from "./authorization-request.ts";
import { refusalAt } from "./authorization-response.ts";

/**
 * Handles the decision of the consent page: stores what the user allows and continues the authorization request, or
 * returns `access_denied` to the client.
 *
 * @throws OAuthError for a form whose request cannot, or can no longer, be allowed
 */
export function answerConsent(c: Context, domain: DomainContext, form: Form): Response {
  const parameters = readParameters(new URLSearchParams(form.get("request") ?? ""));
  const request = authorizationRequest(addressedRequest(domain, parameters), parameters);
  if (form.get("decision") !== "allow") {
    return c.redirect(refusalAt(request, new OAuthError("access_denied", "The user denied the request.")), 303);
  }
  const { client, scope } = request;
  const signedIn = currentSession(c, domain);
  if (signedIn !== undefined) {
    const { user } = signedIn;
    rememberConsent(domain, client, user, scopesToAllow(client, decideScopes(domain, { client, user }, scope)));
  }
  return c.redirect(`${authorizePath}?${queryOf(parameters)}`, 303);
}
