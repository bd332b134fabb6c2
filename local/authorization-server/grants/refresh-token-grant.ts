import { requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { type RefreshTokenFamily, revokeFamily, stateOf } from "../records/refresh-tokens.ts";
import { offlineAccess, scopeList } from "../scopes/requested-scopes.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * New tokens for a refresh token, for its scopes or some of them. A token that was used before is treated as stolen:
 * all tokens that came from it are revoked.
 *
 * @throws OAuthError `invalid_grant` for anything but the client's own current token, `invalid_scope` for further
 * scopes
 * @see RFC 6749, section 6; RFC 9700, section 4.14.2; identity-domains-api.md 10.3
 */
export async function refreshToken(request: TokenRequest): Promise<TokenResponse> {
  const { domain, client, form } = request;
  const family = ownFamily(request);
  const user = domain.directory.byId("User", family.userId);
  if (user === undefined)
    throw new OAuthError("invalid_grant", "The user is not active.").because("The user was deleted.");
  const scope = narrowed(family.scope, form.get("scope"));
  return issueTokens(domain, { client, user, session: family.session, scope, kind: "rt", renews: family });
}

function ownFamily({ domain, client, form }: TokenRequest): RefreshTokenFamily {
  const state = stateOf(domain, requiredParameter(form, "refresh_token"));
  if (state.is === "expired") throw refused("The token has expired.");
  if (state.is === "unknown") throw refused(notValid).because("The domain has no such live refresh token.");
  const { family } = state;
  if (family.clientId !== client.id) {
    throw refused(notValid).because("The refresh token was issued to another client.");
  }
  if (state.is === "spent") {
    if (family.ended !== true) revokeFamily(domain, family);
    throw refused("The token has already been consumed").because("A later refresh token has replaced it.");
  }
  if (state.is === "revoked") throw refused(notValid).because("It was revoked.");
  return family;
}

const notValid = "The refresh token is not valid.";

/** Clients tell a spent and an expired token apart by "already been consumed" and "expired" in the description. */
function refused(description: string): OAuthError {
  return new OAuthError("invalid_grant", description);
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
