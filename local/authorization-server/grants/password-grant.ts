import { requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import { passwordSession, signInWithPassword } from "../users/password-sign-in.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * Tokens for a user whose password the client has ("Resource Owner").
 *
 * @throws OAuthError `invalid_grant`, in the same words for an unknown user, an inactive one and a wrong password
 * @see RFC 6749, section 4.3; identity-domains-api.md 10.3
 */
export async function password({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  const username = requiredParameter(form, "username");
  const signIn = await signInWithPassword(domain, username, requiredParameter(form, "password"));
  if ("reason" in signIn) {
    throw new OAuthError("invalid_grant", "The user name or password is wrong.").because(signIn.reason);
  }
  const { user } = signIn;
  return issueTokens(domain, { client, user, session: passwordSession(domain), scope: form.get("scope"), kind: "ro" });
}
