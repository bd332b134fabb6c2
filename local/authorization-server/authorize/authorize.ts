import type { Context } from "hono";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import { browserParameters, queryOf } from "../browser/browser-parameters.ts";
import { type BrowserSession, currentSession } from "../browser/browser-session.ts";
import { consentPage } from "../browser/consent-page.ts";
import { notGrantedPage, refusalPage } from "../browser/error-page.ts";
import { signInPage } from "../browser/sign-in-page.ts";
import { refuseForeignAddress } from "../clients/network-perimeters.ts";
import type { Form } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { authorizePath, consentPath } from "../protocol/paths.ts";
import { scopesNotAllowedYet, scopesToAllow } from "../records/consents.ts";
import { decideScopes } from "../scopes/decide-scopes.ts";
import type { ConsentScope, ScopeDecision } from "../scopes/scope-decision.ts";
import { isGranted, notGrantedText } from "../users/enforced-grants.ts";
import { addressedRequest } from "./addressed-request.ts";
import { authorizationAnswer } from "./authorization-answer.ts";
import { type AuthorizationRequest, authorizationRequest } from "./authorization-request.ts";
import { answerAt, refusalAt } from "./authorization-response.ts";

/**
 * Answers an authorization request: with a page that asks the user to sign in or to allow something, or with a redirect
 * to the client. A mistake is answered at the redirect, unless the client or the redirect is the mistake.
 *
 * @see RFC 6749, section 4.1; OpenID Connect Core 1.0, section 3.1.2; identity-domains-api.md 10.3
 */
export async function authorize(c: Context, domain: DomainContext): Promise<Response> {
  try {
    const parameters = await browserParameters(c);
    const addressed = addressedRequest(domain, parameters);
    try {
      return await answer(c, domain, authorizationRequest(addressed, parameters), parameters);
    } catch (error) {
      if (error instanceof OAuthError) {
        c.env.refusalReason = error.reason;
        return c.redirect(refusalAt(addressed, error));
      }
      throw error;
    }
  } catch (error) {
    if (error instanceof OAuthError) return refusalPage(c, error);
    throw error;
  }
}

async function answer(
  c: Context,
  domain: DomainContext,
  request: AuthorizationRequest,
  parameters: Form,
): Promise<Response> {
  // A token in the redirect goes to the address of this request; a code is redeemed at the token endpoint, which
  // checks the address itself.
  if (request.parts.has("token") || request.parts.has("id_token")) {
    refuseForeignAddress(domain, request.client, c.req.raw.headers, c.env);
  }
  const silent = request.prompt.has("none");
  const signedIn = currentSession(c, domain);
  if (signedIn === undefined || mustSignInAgain(domain, request, signedIn)) {
    if (silent) throw new OAuthError("login_required", "The user must sign in.");
    const next = `${authorizePath}?${queryOf(afterSignIn(parameters))}`;
    return signInPage(c, domain, { next, userName: request.loginHint });
  }
  const { client, scope } = request;
  const { user } = signedIn;
  if (!isGranted(domain, client, user)) {
    const refusal = new OAuthError("access_denied", notGrantedText);
    if (silent) throw refusal;
    return notGrantedPage(c, refusalAt(request, refusal));
  }
  const decision = decideScopes(domain, { client, user }, scope);
  const asked = scopesToAsk(domain, request, signedIn, decision);
  if (asked.length > 0) {
    if (silent) throw new OAuthError("consent_required", "The user must allow the scopes.");
    const field = ["request", queryOf(afterConsent(parameters))] as const;
    const scopes = asked.map(({ text }) => text);
    return consentPage(c, domain, { client, user, scopes, action: consentPath, field });
  }
  return c.redirect(answerAt(request, await authorizationAnswer(domain, request, signedIn, decision)));
}

function mustSignInAgain(domain: DomainContext, request: AuthorizationRequest, { session }: BrowserSession): boolean {
  const age = secondsOf(domain.settings.now()) - session.authTime;
  const tooOld = request.maxAge !== undefined && (age > request.maxAge || request.maxAge === 0);
  return tooOld || request.prompt.has("login") || request.prompt.has("select_account");
}

/** The scopes that the user is asked about: those not allowed yet or, with `prompt=consent`, all of them again. */
function scopesToAsk(
  domain: DomainContext,
  { client, prompt }: AuthorizationRequest,
  { user }: BrowserSession,
  decision: ScopeDecision,
): readonly ConsentScope[] {
  const toAllow = scopesToAllow(client, decision);
  if (!prompt.has("consent") || client.bypassConsent === true) {
    return scopesNotAllowedYet(domain, client, user, toAllow);
  }
  return toAllow.length > 0
    ? toAllow
    : decision.tokens.flatMap(({ scopes }) => scopes.map((text) => ({ fqs: text, text })));
}

/** The request after the user has signed in for it: otherwise it would ask for that again and again. */
function afterSignIn(parameters: Form): Form {
  const rest = new Map(withoutPrompt(parameters, ["login", "select_account"]));
  rest.delete("max_age");
  return rest;
}

/** The request after the user was asked. */
function afterConsent(parameters: Form): Form {
  return withoutPrompt(afterSignIn(parameters), ["consent"]);
}

function withoutPrompt(parameters: Form, done: readonly string[]): Form {
  const left = (parameters.get("prompt") ?? "").split(" ").filter((one) => one !== "" && !done.includes(one));
  const rest = new Map(parameters);
  if (left.length === 0) rest.delete("prompt");
  else rest.set("prompt", left.join(" "));
  return rest;
}
