import type { DomainContext } from "../../domain-context.ts";
import type { BrowserSession } from "../browser/browser-session.ts";
import { issueCode } from "../records/authorization-codes.ts";
import type { ScopeDecision, TokenDecision } from "../scopes/scope-decision.ts";
import { accessTokenClaims, signClaims } from "../tokens/access-token.ts";
import { issueIdentityToken } from "../tokens/identity-token.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/**
 * Issues what the response type asks for: the parameters of the redirect. A token in a redirect never comes with a
 * refresh token: if one was requested, the answer says which scopes were granted.
 *
 * @see RFC 6749, sections 4.1.2 and 4.2.2; OpenID Connect Core 1.0, sections 3.2.2.5 and 3.3.2.5
 */
export async function authorizationAnswer(
  domain: DomainContext,
  request: AuthorizationRequest,
  { user, session: signedIn }: BrowserSession,
  decision: ScopeDecision,
): Promise<Readonly<Record<string, string>>> {
  const { client, parts, redirectUri, scope, challenge, nonce } = request;
  const session = { ...signedIn, nonce };
  const answer: Record<string, string> = {};
  if (parts.has("code")) {
    answer.code = issueCode(domain, { clientId: client.id, userId: user.id, redirectUri, scope, session, challenge });
  }
  if (parts.has("token")) {
    const first = decision.tokens[0] as TokenDecision;
    const claims = accessTokenClaims(domain, { client, user, session, kind: "imp", decision: first });
    answer.access_token = await signClaims(domain, claims);
    answer.token_type = "Bearer";
    answer.expires_in = String(claims.exp - claims.iat);
    if (decision.offline && !parts.has("code")) answer.scope = first.granted;
  }
  if (parts.has("id_token")) {
    answer.id_token = await issueIdentityToken(domain, {
      client,
      user,
      session,
      accessToken: answer.access_token,
      code: answer.code,
      // Nothing else can fetch the claims if the identity token comes alone (OpenID Connect Core, section 5.4).
      claimScopes: parts.size === 1 ? decision.identity : [],
    });
  }
  return answer;
}
