import { type AuthorizationCode, liveCode, markUsed, noteIssued, revokeIssued } from "../authorization-code.ts";
import { isPublicClient } from "../client-authentication/public-client.ts";
import { OAuthError } from "../oauth-error.ts";
import { isVerified } from "../proof-key.ts";
import { issueTokens, type TokenResponse } from "../token-issuance.ts";
import type { TokenRequest } from "../token-request.ts";
import { requiredParameter } from "./required-parameter.ts";

/**
 * Tokens for a code, once. A second use ends what the first one led to. A confidential client may leave out
 * `redirect_uri`; whoever sends it must send the one of the authorization request.
 *
 * @throws OAuthError `invalid_grant` for a code that is not the client's, is used or too old, and for another redirect
 * or code verifier
 * @see RFC 6749, section 4.1.3; RFC 7636, section 4.6; identity-domains-api.md 10.3
 */
export async function authorizationCode(request: TokenRequest): Promise<TokenResponse> {
  const { domain, client } = request;
  const code = ownCode(request);
  refuseOtherRedirect(request, code);
  if (!isVerified(code.challenge, request.form.get("code_verifier"))) {
    throw new OAuthError("invalid_grant", "The code_verifier does not belong to the code.");
  }
  const user = domain.directory.byId("User", code.userId);
  if (user === undefined) throw new OAuthError("invalid_grant", "The user is not active.");
  markUsed(domain, code);
  const { scope, session } = code;
  const response = await issueTokens(domain, { client, user, session, scope, kind: "azc" });
  if (!noteIssued(domain, code, response)) throw invalidCode();
  return response;
}

function ownCode({ domain, client, form }: TokenRequest): AuthorizationCode {
  const code = liveCode(domain, requiredParameter(form, "code"));
  if (code === undefined || code.clientId !== client.id) throw invalidCode();
  if (code.used) {
    revokeIssued(domain, code);
    throw invalidCode();
  }
  return code;
}

function invalidCode(): OAuthError {
  return new OAuthError("invalid_grant", "The authorization code is not valid, has expired or was used before.");
}

function refuseOtherRedirect({ client, form }: TokenRequest, code: AuthorizationCode): void {
  const redirectUri = form.get("redirect_uri");
  if (redirectUri === undefined && isPublicClient(client)) {
    throw new OAuthError("invalid_request", "The parameter redirect_uri is missing.");
  }
  if (redirectUri !== undefined && redirectUri !== code.redirectUri) {
    throw new OAuthError("invalid_grant", "The redirect_uri is not that of the authorization request.");
  }
}
