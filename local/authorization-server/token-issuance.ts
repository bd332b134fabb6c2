import type { DomainContext } from "../domain-context.ts";
import type { Resource } from "../scim/json.ts";
import { issueClientToken } from "./access-token.ts";
import { decideScopes } from "./scopes.ts";

/** The body of a successful token answer; Oracle's has no `scope` member (facts 10.4). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
}

/** What a grant type has found out: for whom tokens are issued, and for which scopes. */
export interface Issuance {
  readonly client: Resource;
  /** The scopes as requested, separated by spaces. */
  readonly scope: string | undefined;
  /** The `gtp` claim: `cc` for client credentials. */
  readonly kind: string;
}

/**
 * Issues the tokens that a request has earned.
 *
 * @throws OAuthError for scopes that the client may not have
 */
export async function issueTokens(domain: DomainContext, { client, scope }: Issuance): Promise<TokenResponse> {
  const { token, expiresIn } = await issueClientToken(domain, client, decideScopes(domain, client, scope));
  return { access_token: token, token_type: "Bearer", expires_in: expiresIn };
}
