import type { DomainContext } from "../../domain-context.ts";
import { listOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { decideDomainScopes } from "./domain-scopes.ts";
import { allResources, type RequestedScopes, renewableScope, requestedScopes } from "./requested-scopes.ts";
import { decideResourceScopes } from "./resource-scopes.ts";
import type { AudienceDecision, ScopeDecision, TokenDecision, TokenHolder } from "./scope-decision.ts";
import { decideAllResources } from "./trusted-resources.ts";

/**
 * Decides what a client, or a user through it, may have of the scopes that a request names.
 *
 * @throws OAuthError `invalid_scope` for scopes that do not exist or do not go together; the error that the settings
 * choose for a scope that exists and is not allowed
 * @see Oracle, "Scopes"; identity-domains-api.md 10.6 and 10.7
 */
export function decideScopes(domain: DomainContext, holder: TokenHolder, scope: string | undefined): ScopeDecision {
  const requested = requestedScopes(scope);
  refuseCombination(holder, requested);
  const [first, ...others] = decideAudiences(domain, holder, requested);
  if (first === undefined) throw new OAuthError("invalid_scope", "The request names no scope.");
  // The scopes about the user go with the first token: they have no audience of their own.
  const withIdentity = { ...first, scopes: [...first.scopes, ...requested.identity] };
  return {
    tokens: [withIdentity, ...others].map((decision) => tokenDecision(holder, requested, decision)),
    several: requested.several,
    openid: requested.identity.includes("openid"),
    identity: requested.identity,
  };
}

function refuseCombination({ user }: TokenHolder, { identity, domain, resource, all, several }: RequestedScopes): void {
  if (user === undefined && identity.length > 0) {
    throw new OAuthError("invalid_scope", `The scope ${identity[0]} needs a user.`);
  }
  if (all && domain.length + resource.length > 0) {
    throw new OAuthError("invalid_scope", `${allResources} cannot be requested with other scopes.`);
  }
  if (!several && domain.length > 0 && resource.length > 0) {
    throw new OAuthError(
      "invalid_scope",
      "Scopes of the identity domain and of a resource cannot be requested together.",
    );
  }
}

function decideAudiences(
  domain: DomainContext,
  holder: TokenHolder,
  requested: RequestedScopes,
): readonly AudienceDecision[] {
  if (requested.all) return [decideAllResources(domain, holder.client)];
  const ofResources = decideResourceScopes(domain, holder.client, requested.resource);
  if (ofResources.length > 1 && !requested.several) {
    throw new OAuthError("invalid_scope", "All scopes of a request must belong to one resource.");
  }
  const identityAlone = ofResources.length === 0 && requested.identity.length > 0;
  if (requested.domain.length === 0 && !identityAlone) return ofResources;
  return [...ofResources, decideDomainScopes(domain, holder, requested.domain)];
}

function tokenDecision(holder: TokenHolder, requested: RequestedScopes, decision: AudienceDecision): TokenDecision {
  const { refreshTokenExpiry } = decision;
  const renewable = requested.offline && mayRefresh(holder) && refreshTokenExpiry !== undefined;
  return {
    ...decision,
    lifetimes: [decision.accessTokenExpiry, requested.expiry],
    refresh: renewable
      ? { lifetime: refreshTokenExpiry, scope: renewableScope(decision.requested, requested) }
      : undefined,
  };
}

/** A client has no refresh token of its own (RFC 6749, section 4.4.3); a user's needs the grant type on the client. */
function mayRefresh({ client, user }: TokenHolder): boolean {
  return user !== undefined && listOf(client.allowedGrants).includes("refresh_token");
}
