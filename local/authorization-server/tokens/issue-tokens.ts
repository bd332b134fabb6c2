import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import { newRefreshToken, type RefreshTokenFamily, renewRefreshToken } from "../records/refresh-tokens.ts";
import { decideScopes } from "../scopes/decide-scopes.ts";
import type { TokenDecision } from "../scopes/scope-decision.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { refuseUser } from "../users/enforced-grants.ts";
import { type AccessTokenClaims, accessTokenClaims, signClaims } from "./access-token.ts";
import { issueIdentityToken } from "./identity-token.ts";

/**
 * The tokens of one audience. Oracle's answer has no `scope` member (identity-domains-api.md 10.4); it is there only
 * where `offline_access` was requested and no refresh token comes (RFC 6749, section 5.1).
 */
export interface SingleTokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly scope?: string;
}

/** The tokens of several audiences, one identity token for them all (identity-domains-api.md 10.6). */
export interface SeveralTokenResponse {
  readonly tokenResponses: readonly SingleTokenResponse[];
  readonly id_token?: string;
}

/** The body of a successful token answer. */
export type TokenResponse = SingleTokenResponse | SeveralTokenResponse;

/** The input from a grant type: for whom tokens are issued, and for which scopes. */
export interface Issuance {
  readonly client: Resource;
  /** The scopes as requested, separated by spaces. */
  readonly scope: string | undefined;
  /** The `gtp` claim: `cc` for client credentials, `azc` for an authorization code. */
  readonly kind: string;
  /** The user whose tokens they are; absent for the client's own. */
  readonly user?: Resource;
  /** How the user signed in; an identity token needs one. */
  readonly session?: AuthenticatedSession | undefined;
  /** The refresh tokens that are renewed; without it, a new family starts if a refresh token is due. */
  readonly renews?: RefreshTokenFamily;
}

/**
 * Issues the tokens of a request: an access token for the client or the user; a refresh token when a user's
 * request asks for `offline_access` and both the client and the resource permit it; an identity token for `openid`.
 * Nothing is awaited before the refresh tokens are written, so that each of two simultaneous requests sees the other's
 * result.
 *
 * @throws OAuthError for scopes that the client may not have, and for a user who may not have tokens through it
 */
export async function issueTokens(domain: DomainContext, issuance: Issuance): Promise<TokenResponse> {
  const { client, user, session } = issuance;
  if (user !== undefined) refuseUser(domain, client, user);
  const { renews } = issuance;
  const unavailable = renews === undefined ? domain.settings.unavailableOfflineAccess : "ignore";
  const { tokens, several, openid, offline } = decideScopes(domain, issuance, issuance.scope, unavailable);
  const prepared = tokens.map((decision) => {
    const claims = accessTokenClaims(domain, { ...issuance, decision });
    const refreshToken = earnedRefreshToken(domain, issuance, decision, claims);
    const isLess = offline && refreshToken === undefined && renews === undefined;
    return { claims, refreshToken, scope: isLess ? decision.granted : undefined };
  });
  const responses = await Promise.all(
    prepared.map(
      async ({ claims, refreshToken, scope }): Promise<SingleTokenResponse> => ({
        access_token: await signClaims(domain, claims),
        token_type: "Bearer",
        expires_in: claims.exp - claims.iat,
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
        ...(scope === undefined ? {} : { scope }),
      }),
    ),
  );
  const first = responses[0] as SingleTokenResponse;
  const identity =
    openid && user !== undefined && session !== undefined
      ? { id_token: await issueIdentityToken(domain, { client, user, session, accessToken: first.access_token }) }
      : {};
  return several ? { tokenResponses: responses, ...identity } : { ...first, ...identity };
}

function earnedRefreshToken(
  domain: DomainContext,
  { client, user, session, renews }: Issuance,
  { refresh }: TokenDecision,
  { jti, exp }: AccessTokenClaims,
): string | undefined {
  const accessToken = { jti, exp };
  if (renews !== undefined) return renewRefreshToken(domain, renews, refresh?.lifetime, accessToken);
  if (refresh === undefined || user === undefined) return undefined;
  return newRefreshToken(domain, { ...refresh, clientId: client.id, userId: user.id, session, accessToken });
}
