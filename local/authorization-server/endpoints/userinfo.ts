import type { DomainContext } from "../../domain-context.ts";
import { textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";
import { openidClaims } from "../tokens/openid-claims.ts";

const notValid = "The access token is not valid.";
const realm = 'Bearer realm="identity domain"';

/**
 * The claims about its user that the scopes of an access token allow.
 *
 * @param token - from the Authorization header, or from the form of a POST
 * @throws OAuthError 401 without a token that is valid and whose user is active, 403 without the scope `openid`
 * @see OpenID Connect Core 1.0, section 5.3; Oracle, "Using OpenID Connect"
 */
export async function userinfo(domain: DomainContext, token: string | undefined): Promise<object> {
  if (token === undefined) throw refusal("invalid_token", "The request has no bearer token.", realm);
  const verified = await verifyAccessToken(domain, token, undefined);
  if ("reason" in verified) throw refusal("invalid_token", notValid).because(verified.reason);
  const { claims } = verified;
  const user = domain.directory.byId("User", String(claims.user_id));
  if (user?.active !== true) throw refusal("invalid_token", notValid).because("It is not the token of an active user.");
  const scopes = String(claims.scope).split(" ");
  if (!scopes.includes("openid")) {
    throw refusal("insufficient_scope", "The access token does not have the scope openid.");
  }
  return { sub: textOf(user, "userName"), ...openidClaims(domain, user, scopes) };
}

/** The token of a Bearer header (RFC 6750, section 2.1). */
export function bearerToken(authorization: string | null): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

/** The challenge has no error code when there was no token at all (RFC 6750, section 3.1). */
function refusal(code: "invalid_token" | "insufficient_scope", description: string, challenge?: string): OAuthError {
  const headers = { "WWW-Authenticate": challenge ?? `${realm}, error="${code}", error_description="${description}"` };
  return new OAuthError(code, description, headers, code === "invalid_token" ? 401 : 403);
}
