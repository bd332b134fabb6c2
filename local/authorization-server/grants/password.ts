import { OAuthError } from "../oauth-error.ts";
import { issueTokens, type TokenResponse } from "../token-issuance.ts";
import type { TokenRequest } from "../token-request.ts";
import { passwordSession, userWithPassword } from "../user-sign-in.ts";
import { requiredParameter } from "./required-parameter.ts";

/**
 * Tokens for a user whose password the client has ("Resource Owner").
 *
 * @throws OAuthError `invalid_grant`, in the same words for an unknown user, an inactive one and a wrong password
 * @see RFC 6749, section 4.3; identity-domains-api.md 10.3
 */
export async function password({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  const user = await userWithPassword(domain, requiredParameter(form, "username"), requiredParameter(form, "password"));
  if (user === undefined) throw new OAuthError("invalid_grant", "The user name or password is wrong.");
  return issueTokens(domain, { client, user, session: passwordSession(domain), scope: form.get("scope"), kind: "ro" });
}
