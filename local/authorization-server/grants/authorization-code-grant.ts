import { isPublicClient } from "../clients/public-client.ts";
import { requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { isVerified } from "../protocol/pkce.ts";
import { type AuthorizationCode, noteIssued, redeem, redeemableCode } from "../records/authorization-codes.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * Tokens for a code, once. A second use revokes what the first one led to. A confidential client may leave out
 * `redirect_uri`; if it is sent, it must be the one of the authorization request.
 *
 * @throws OAuthError `invalid_grant` for a code
 * that is not the client's, was used or has expired, and for another redirect
 * or code verifier
 * @see RFC 6749, section 4.1.3; RFC 7636, section 4.6; identity-domains-api.md 10.3
 */
export async function authorizationCode(request: TokenRequest): Promise<TokenResponse> {
  const { domain, client } = request;
  const redeemable = redeemableCode(domain, client.id, requiredParameter(request.form, "code"));
  if ("reason" in redeemable) throw invalidCode(redeemable.reason);
  const { code } = redeemable;
  refuseOtherRedirect(request, code);
  if (!isVerified(code.challenge, request.form.get("code_verifier"))) {
    throw new OAuthError("invalid_grant", "The code_verifier does not belong to the code.");
  }
  const user = domain.directory.byId("User", code.userId);
  if (user === undefined)
    throw new OAuthError("invalid_grant", "The user is not active.").because("The user was deleted.");
  redeem(domain, code);
  const { scope, session } = code;
  const response = await issueTokens(domain, { client, user, session, scope, kind: "azc" });
  const issued = "tokenResponses" in response ? response.tokenResponses : [response];
  if (!noteIssued(domain, code, issued)) throw invalidCode("The code was used twice at once.");
  return response;
}

function invalidCode(reason: string): OAuthError {
  const sentence = "The authorization code is not valid, has expired or was used before.";
  return new OAuthError("invalid_grant", sentence).because(reason);
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
