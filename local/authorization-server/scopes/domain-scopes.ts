import { type DomainContext, tenancy } from "../../domain-context.ts";
import { domainAppId, roleNamesHeld } from "../../resources/role-holdings.ts";
import { listOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { type AudienceDecision, defaultRefreshTokenExpiry, type TokenHolder } from "./scope-decision.ts";
import { notAllowed } from "./scope-refusal.ts";

const myScopes = "urn:opc:idm:__myscopes__";
const rolePrefix = "urn:opc:idm:role.";
const clientScope = "urn:opc:idm:t.security.client";
const userScope = "urn:opc:idm:t.user.me";

/**
 * Decides about scopes of the identity domain itself: those of the administrator roles that the holder may use. Without
 * any (a request for only `openid`), the token is for the domain and has no role.
 *
 * @throws OAuthError `invalid_scope` for an unknown scope; the error of the settings for a role that is not held
 * @see Oracle, "Scopes" and "Using the onBehalfOf Allowed Operation"; identity-domains-api.md 10.6
 */
export function decideDomainScopes(
  domain: DomainContext,
  holder: TokenHolder,
  wanted: readonly string[],
): AudienceDecision {
  const clientRoles = [...roleNamesHeld(domain.directory, { type: "App", id: holder.client.id }, domainAppId)];
  const usable = usableRoles(domain, holder, clientRoles);
  const named = wanted.flatMap((scope) => namedRole(domain, holder, usable, scope) ?? []);
  const roles = wanted.includes(myScopes) ? usable : [...new Set(named)];
  const isUser = holder.user !== undefined;
  return {
    audiences: isUser ? [domain.url, logicalGuid] : [logicalGuid, domain.url],
    scopes: [
      ...(isUser ? [] : [clientScope]),
      ...(isUser && (wanted.includes(myScopes) || wanted.includes(userScope)) ? [userScope] : []),
      ...roles.map((role) => rolePrefix + encodeURIComponent(role)),
    ],
    requested: wanted,
    refreshTokenExpiry: defaultRefreshTokenExpiry,
    ...(wanted.length === 0 ? {} : { adminRoles: isUser ? { client: clientRoles, user: roles } : { client: roles } }),
    consents: [],
  };
}

const logicalGuid = `urn:opc:lbaas:logicalguid=${tenancy.tenantName}`;

/** A user may use what the client holds too, or all of its own roles when the client acts on its behalf. */
function usableRoles(
  { directory }: DomainContext,
  { client, user }: TokenHolder,
  clientRoles: readonly string[],
): readonly string[] {
  if (user === undefined) return clientRoles;
  const userRoles = [...roleNamesHeld(directory, { type: "User", id: user.id }, domainAppId)];
  const onBehalf = listOf(client.allowedOperations).includes("onBehalfOfUser");
  return onBehalf ? userRoles : userRoles.filter((role) => clientRoles.includes(role));
}

function namedRole(
  domain: DomainContext,
  { user }: TokenHolder,
  usable: readonly string[],
  scope: string,
): string | undefined {
  if (scope === myScopes || (scope === userScope && user !== undefined)) return undefined;
  const name = scope.startsWith(rolePrefix) ? decoded(scope.slice(rolePrefix.length)) : undefined;
  if (name === undefined) throw new OAuthError("invalid_scope", `${scope} is not a scope of this domain.`);
  const role = usable.find((one) => one.toLowerCase() === name.toLowerCase());
  if (role === undefined) throw notAllowed(domain, `The role ${name} is not held.`);
  return role;
}

/** `urn:opc:idm:role.User%2520Administrator` of the form body: the name is URL-encoded twice. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
