import { assertedUser, refuseUntrusted } from "../assertions/asserted-user.ts";
import { readJwtAssertion } from "../assertions/jwt-assertion.ts";
import { requiredParameter } from "../protocol/form.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * Tokens for a user whom a trusted client vouches for by a JWT that it has signed. No identity token: nobody signed in.
 *
 * @throws OAuthError `unauthorized_client` for a client that is not trusted, `invalid_grant` for a wrong assertion
 * @see RFC 7523, section 2.1; identity-domains-api.md 10.2 and 10.3
 */
export async function jwtBearer({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  refuseUntrusted(client);
  const user = assertedUser(domain, await readJwtAssertion(domain, client, requiredParameter(form, "assertion")));
  return issueTokens(domain, { client, user, scope: form.get("scope"), kind: "jwt" });
}
