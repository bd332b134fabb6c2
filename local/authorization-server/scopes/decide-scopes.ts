import type { DomainContext } from "../../domain-context.ts";
import { listOf, type Resource } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { decideDomainScopes } from "./domain-scopes.ts";
import {
  allResources,
  offlineAccess,
  type RequestedScopes,
  renewableScope,
  requestedScopes,
} from "./requested-scopes.ts";
import { decideResourceScopes, declaredResources } from "./resource-scopes.ts";
import type { AudienceDecision, Refreshable, ScopeDecision, TokenDecision, TokenHolder } from "./scope-decision.ts";
import { askedAndAllowed } from "./scope-refusal.ts";
import { decideAllResources } from "./trusted-resources.ts";

/** What to do with `offline_access` where no resource of the request allows refresh tokens. */
export type UnavailableOfflineAccess = "refuse" | "ignore";

/**
 * Decides what a client, or a user through it, may have of the scopes that a request names.
 *
 * @throws OAuthError `invalid_scope` for scopes that do not exist or do not go together; the error that the settings
 * choose for a scope that exists and is not allowed; `unauthorized_client` for `offline_access` that is not available,
 * unless it is ignored. The request log has the scopes that were asked for and those that are allowed
 * @see Oracle, "Scopes"; identity-domains-api.md 10.6 and 10.7
 */
export function decideScopes(
  domain: DomainContext,
  holder: TokenHolder,
  scope: string | undefined,
  unavailable: UnavailableOfflineAccess = "refuse",
): ScopeDecision {
  return explainingRefusals(holder.client, scope, () => {
    const requested = requestedScopes(scope);
    refuseCombination(holder, requested);
    const decisions = decideAudiences(domain, holder, requested);
    const [first, ...others] = decisions;
    if (first === undefined) throw new OAuthError("invalid_scope", "The request names no scope.");
    if (holder.user !== undefined && unavailable === "refuse") refuseOfflineAccess(requested, decisions);
    // The scopes about the user go with the first token: they have no audience of their own.
    const { identity, several, offline } = requested;
    return {
      tokens: [
        tokenDecision(holder, requested, first, identity),
        ...others.map((decision) => tokenDecision(holder, requested, decision, [])),
      ],
      several,
      offline,
      openid: identity.includes("openid"),
      identity,
    };
  });
}

/**
 * Refuses `offline_access` before the user is known, if the resources of the other scopes do not allow refresh tokens.
 * All else is decided when the user is known.
 *
 * @throws OAuthError `unauthorized_client`, as a live device endpoint answers; `invalid_scope` as {@link decideScopes}
 */
export function refuseUnavailableOfflineAccess(domain: DomainContext, client: Resource, scope: string): void {
  explainingRefusals(client, scope, () => {
    const requested = requestedScopes(scope);
    refuseOfflineAccess(requested, declaredResources(domain, requested.resource));
  });
}

/** Adds to every refusal of a scope what was asked for and what is allowed: for the request log. */
function explainingRefusals<Decision>(client: Resource, scope: string | undefined, decide: () => Decision): Decision {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw error.because(`${error.reason ?? error.message} ${askedAndAllowed(client, scope)}`);
  }
}

function refuseOfflineAccess({ offline }: RequestedScopes, decisions: readonly Refreshable[]): void {
  if (!offline || decisions.length === 0) return;
  if (decisions.some(({ refreshTokenExpiry }) => refreshTokenExpiry !== undefined)) return;
  const reason = `It names ${offlineAccess}, and the resource does not allow refresh tokens (allowOffline).`;
  throw new OAuthError("unauthorized_client", "Client authorization failed.").because(reason);
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

function tokenDecision(
  holder: TokenHolder,
  requested: RequestedScopes,
  decision: AudienceDecision,
  identity: readonly string[],
): TokenDecision {
  const { refreshTokenExpiry } = decision;
  const renewable = requested.offline && mayRefresh(holder) && refreshTokenExpiry !== undefined;
  return {
    ...decision,
    scopes: [...decision.scopes, ...identity],
    granted: [...decision.requested, ...identity].join(" "),
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
