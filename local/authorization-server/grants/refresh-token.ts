import { OAuthError } from "../oauth-error.ts";
import { familyOf, type RefreshTokenFamily, revokeFamily } from "../refresh-token.ts";
import { offlineAccess, scopeList } from "../scopes/requested-scopes.ts";
import { issueTokens, type TokenResponse } from "../token-issuance.ts";
import type { TokenRequest } from "../token-request.ts";
import { requiredParameter } from "./required-parameter.ts";

/**
 * New tokens for a refresh token, for its scopes or some of them. A token that was used before is taken for stolen: it
 * ends all tokens that came from it.
 *
 * @throws OAuthError `invalid_grant` for anything but the client's own current token, `invalid_scope` for further scopes
 * @see RFC 6749, section 6; RFC 9700, section 4.14.2; identity-domains-api.md 10.3
 */
export async function refreshToken(request: TokenRequest): Promise<TokenResponse> {
  const { domain, client, form } = request;
  const family = ownFamily(request);
  const user = domain.directory.byId("User", family.userId);
  if (user === undefined) throw new OAuthError("invalid_grant", "The user is not active.");
  const scope = narrowed(family.scope, form.get("scope"));
  return issueTokens(domain, { client, user, session: family.session, scope, kind: "rt", renews: family });
}

function ownFamily({ domain, client, form }: TokenRequest): RefreshTokenFamily {
  const found = familyOf(domain, requiredParameter(form, "refresh_token"));
  const own = found !== undefined && found.family.clientId === client.id;
  if (own && !found.current) revokeFamily(domain, found.family);
  if (!own || !found.current) {
    throw new OAuthError("invalid_grant", "The refresh token is not valid, has expired or was used before.");
  }
  return found.family;
}

function narrowed(granted: string, requested: string | undefined): string {
  const wanted = scopeList(requested);
  if (wanted.length === 0) return granted;
  const known = scopeList(granted);
  const further = wanted.find((scope) => !known.includes(scope));
  if (further !== undefined) {
    throw new OAuthError("invalid_scope", `The refresh token was not issued for the scope ${further}.`);
  }
  return [...wanted, offlineAccess].join(" ");
}
