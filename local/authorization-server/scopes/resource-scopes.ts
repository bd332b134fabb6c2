import type { DomainContext } from "../../domain-context.ts";
import { type JsonObject, listOf, objectsOf, type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { type AudienceDecision, defaultRefreshTokenExpiry, type Refreshable } from "./scope-decision.ts";
import { notAllowed } from "./scope-refusal.ts";

/**
 * Decides about fully qualified scopes: one decision for each resource app that declares some of them.
 *
 * @throws OAuthError `invalid_scope` for a scope that no active resource declares; the error of the settings for one
 * that the client is not allowed
 * @see Oracle, "Scopes"; identity-domains-api.md 10.6 and 10.7
 */
export function decideResourceScopes(
  domain: DomainContext,
  client: Resource,
  wanted: readonly string[],
): readonly AudienceDecision[] {
  const found = wanted.map((fqs) => declaredScope(domain, fqs));
  const resources = [...new Set(found.map(({ resource }) => resource))];
  if (resources.some((resource) => resource.active !== true)) {
    throw new OAuthError("invalid_scope", "The resource of the scope is not active.");
  }
  const allowed = objectsOf(client.allowedScopes).flatMap((one) => textOf(one, "fqs") ?? []);
  const forbidden = wanted.find((fqs) => !allowed.some((one) => covers(one, fqs)));
  if (forbidden !== undefined) throw notAllowed(domain, `The client's allowedScopes do not cover ${forbidden}.`);
  return resources.map((resource) =>
    decisionFor(
      resource,
      found.filter((one) => one.resource === resource),
    ),
  );
}

/** The resources that declare the scopes: whether they allow refresh tokens. @throws OAuthError `invalid_scope` */
export function declaredResources(domain: DomainContext, wanted: readonly string[]): readonly Refreshable[] {
  return wanted.map((fqs) => refreshable(declaredScope(domain, fqs).resource));
}

function refreshable(resource: Resource): Refreshable {
  if (resource.allowOffline !== true) return {};
  return { refreshTokenExpiry: numberOf(resource, "refreshTokenExpiry") ?? defaultRefreshTokenExpiry };
}

interface FoundScope {
  readonly resource: Resource;
  readonly fqs: string;
  readonly value: string;
  readonly declaration: JsonObject;
}

function decisionFor(resource: Resource, found: readonly FoundScope[]): AudienceDecision {
  const asked = found.filter(({ declaration }) => declaration.requiresConsent === true);
  return {
    audiences: audiencesOf(resource),
    scopes: found.map(({ value }) => value),
    requested: found.map(({ fqs }) => fqs),
    accessTokenExpiry: numberOf(resource, "accessTokenExpiry"),
    ...refreshable(resource),
    consents: asked.map(({ fqs, value, declaration }) => ({
      fqs,
      text: textOf(declaration, "description") ?? textOf(declaration, "displayName") ?? value,
    })),
  };
}

/** The resource app that declares the fully qualified scope, or a scope that covers it. */
function declaredScope({ directory }: DomainContext, fqs: string): FoundScope {
  const exact = directory.matching("App", "scopes.fqs", fqs);
  for (const resource of exact.length > 0 ? exact : directory.all("App")) {
    const audience = textOf(resource, "audience");
    if (resource.isOAuthResource !== true || !audience || !fqs.startsWith(audience)) continue;
    const covering = objectsOf(resource.scopes).filter((scope) => covers(textOf(scope, "fqs") ?? "", fqs));
    const declaration = covering.find((scope) => scope.fqs === fqs) ?? covering[0];
    if (declaration !== undefined) return { resource, fqs, value: fqs.slice(audience.length), declaration };
  }
  throw new OAuthError("invalid_scope", `No resource declares the scope ${fqs}.`);
}

/** Hierarchical scopes: `…consumer:paas::read` covers `…consumer:paas:analytics::read`; qualifiers must be equal. */
function covers(allowed: string, requested: string): boolean {
  if (allowed === requested) return true;
  const [allowedPath = "", allowedQualifier] = allowed.split(/::(?=[^:]*$)/);
  const [requestedPath = "", requestedQualifier] = requested.split(/::(?=[^:]*$)/);
  if (allowedQualifier === undefined || allowedQualifier !== requestedQualifier) return false;
  return requestedPath.startsWith(`${allowedPath}:`);
}

function audiencesOf(resource: Resource): readonly string[] {
  const secondary = [
    ...objectsOf(resource.protectableSecondaryAudiences).flatMap((one) => textOf(one, "value") ?? []),
    ...listOf(resource.secondaryAudiences).map(String),
  ];
  return [...new Set([textOf(resource, "audience") ?? "", ...secondary])];
}

function numberOf(resource: Resource, name: string): number | undefined {
  const value = resource[name];
  return typeof value === "number" ? value : undefined;
}
