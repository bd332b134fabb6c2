import { type DomainContext, tenancy } from "../domain-context.ts";
import { objectsOf, type Resource, textOf } from "../scim/json.ts";
import { adminRolesOf } from "./access-token.ts";
import { OAuthError } from "./oauth-error.ts";

/** What a token request's scopes come to. */
export interface ScopeDecision {
  readonly audiences: readonly string[];
  /** The values of the `scope` claim: without their audience. */
  readonly scopes: readonly string[];
  /** The lifetimes that are set: the resource's and the requested one. */
  readonly lifetimes: readonly (number | undefined)[];
  /** The administrator roles in the token; nothing when it is not for the domain's own API. */
  readonly adminRoles?: readonly string[];
}

const myScopes = "urn:opc:idm:__myscopes__";
const roleScope = "urn:opc:idm:role.";
const expiryScope = "urn:opc:resource:expiry=";
const allScope = "urn:opc:resource:consumer::all";
const clientScope = "urn:opc:idm:t.security.client";
/** Scopes that speak of a user or of a refresh token: a client on its own gets neither. */
const withoutEffect = ["offline_access"];

/**
 * Decides what a client may have of the scopes that it asks for.
 *
 * @throws OAuthError `invalid_scope` for scopes that do not exist or do not go together; the error that the settings
 * choose for a scope that exists and is not allowed
 * @see Oracle, "Scopes"; facts 10.6 and 10.7
 */
export function decideScopes(domain: DomainContext, client: Resource, scope: string | undefined): ScopeDecision {
  const requested = [...new Set((scope ?? "").split(" ").filter(Boolean))];
  const expiry = requested.find((one) => one.startsWith(expiryScope));
  const wanted = requested.filter((one) => one !== expiry && !withoutEffect.includes(one));
  const lifetimes = [expiry === undefined ? undefined : seconds(expiry.slice(expiryScope.length))];
  if (wanted.length === 0) throw new OAuthError("invalid_scope", "The request names no scope.");

  const domainScopes = wanted.filter((one) => one.startsWith("urn:opc:idm:"));
  if (domainScopes.length === wanted.length) return { ...domainDecision(domain, client, domainScopes), lifetimes };
  if (domainScopes.length > 0) {
    throw new OAuthError(
      "invalid_scope",
      "Scopes of the identity domain and of a resource cannot be requested together.",
    );
  }
  if (wanted.includes(allScope)) return { ...accountDecision(domain, client, wanted), lifetimes };
  return resourceDecision(domain, client, wanted, lifetimes);
}

function seconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new OAuthError("invalid_scope", `${expiryScope} must be followed by seconds.`);
  return Number(text);
}

function domainDecision(
  domain: DomainContext,
  client: Resource,
  wanted: readonly string[],
): Omit<ScopeDecision, "lifetimes"> {
  const held = adminRolesOf(domain, client);
  const roles = wanted.includes(myScopes) ? held : wanted.map((one) => requestedRole(domain, held, one));
  return {
    audiences: [`urn:opc:lbaas:logicalguid=${tenancy.tenantName}`, domain.url],
    scopes: [clientScope, ...roles.map((role) => roleScope + encodeURIComponent(role))],
    adminRoles: roles,
  };
}

/** `urn:opc:idm:role.User%2520Administrator` of the form body: the name is URL-encoded twice. */
function requestedRole(domain: DomainContext, held: readonly string[], scope: string): string {
  if (!scope.startsWith(roleScope)) throw new OAuthError("invalid_scope", `${scope} is not a scope of this domain.`);
  const name = scope.slice(roleScope.length).replaceAll("%20", " ").toLowerCase();
  const role = held.find((one) => one.toLowerCase() === name);
  if (role === undefined) throw notAllowed(domain);
  return role;
}

function accountDecision(
  domain: DomainContext,
  client: Resource,
  wanted: readonly string[],
): Omit<ScopeDecision, "lifetimes"> {
  if (wanted.length > 1) throw new OAuthError("invalid_scope", `${allScope} cannot be requested with other scopes.`);
  if (client.trustScope !== "Account") throw notAllowed(domain);
  return { audiences: ["urn:opc:resource:scope:account"], scopes: [allScope] };
}

function resourceDecision(
  domain: DomainContext,
  client: Resource,
  wanted: readonly string[],
  lifetimes: readonly (number | undefined)[],
): ScopeDecision {
  const found = wanted.map((one) => declaredScope(domain, one));
  const resource = found[0]?.resource as Resource;
  if (found.some((one) => one.resource.id !== resource.id)) {
    throw new OAuthError("invalid_scope", "All scopes of a request must belong to one resource.");
  }
  if (resource.active !== true) throw new OAuthError("invalid_scope", "The resource of the scope is not active.");
  const allowed = objectsOf(client.allowedScopes).flatMap((one) => textOf(one, "fqs") ?? []);
  if (!wanted.every((one) => allowed.some((fqs) => covers(fqs, one)))) throw notAllowed(domain);
  const expiry = resource.accessTokenExpiry;
  return {
    audiences: audiencesOf(resource),
    scopes: found.map(({ value }) => value),
    lifetimes: [...lifetimes, typeof expiry === "number" ? expiry : undefined],
  };
}

/** The resource app that declares the fully qualified scope, or a scope that covers it. */
function declaredScope({ directory }: DomainContext, fqs: string): { resource: Resource; value: string } {
  const exact = directory.matching("App", "scopes.fqs", fqs);
  for (const resource of exact.length > 0 ? exact : directory.all("App")) {
    const audience = textOf(resource, "audience");
    if (resource.isOAuthResource !== true || !audience || !fqs.startsWith(audience)) continue;
    const declared = objectsOf(resource.scopes).some((scope) => covers(textOf(scope, "fqs") ?? "", fqs));
    if (declared) return { resource, value: fqs.slice(audience.length) };
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
    ...((resource.secondaryAudiences as readonly string[] | undefined) ?? []),
  ];
  return [...new Set([textOf(resource, "audience") ?? "", ...secondary])];
}

function notAllowed(domain: DomainContext): OAuthError {
  return new OAuthError(domain.settings.disallowedScopeError, "Client authorization failed.");
}
