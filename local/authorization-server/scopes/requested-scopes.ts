import { OAuthError } from "../protocol/oauth-error.ts";

/**
 * The scopes that speak of the user and need no resource app (identity-domains-api.md 10.1 and 10.6; OpenID Connect
 * Core 1.0, section 5.4).
 */
const identityScopes = [
  ...["openid", "profile", "email", "address", "phone"],
  ...["groups", "get_groups", "approles", "get_approles"],
];

/** A token for every resource that the client's trust covers (identity-domains-api.md 10.7). */
export const allResources = "urn:opc:resource:consumer::all";

/** Requests a refresh token. */
export const offlineAccess = "offline_access";
const severalResources = "urn:opc:resource:multiresourcescope";
const domainPrefix = "urn:opc:idm:";
const expiryPrefix = "urn:opc:resource:expiry=";

/** The scopes of one request, by what they ask for. */
export interface RequestedScopes {
  /** Those of {@link identityScopes}. */
  readonly identity: readonly string[];
  /** Scopes of the identity domain itself: `urn:opc:idm:…`. */
  readonly domain: readonly string[];
  /** Fully qualified scopes of resource apps. */
  readonly resource: readonly string[];
  /** Whether `urn:opc:resource:consumer::all` is among them. */
  readonly all: boolean;
  /** Whether a refresh token is requested. */
  readonly offline: boolean;
  /** Whether a token for each of several resources is requested. */
  readonly several: boolean;
  /** The requested lifetime, in seconds. */
  readonly expiry: number | undefined;
}

/**
 * Sorts the scopes of a request; repeated ones count once.
 *
 * @throws OAuthError `invalid_scope` for a lifetime that is not a number of seconds
 * @see RFC 6749, section 3.3; Oracle, "Scopes"
 */
export function requestedScopes(text: string | undefined): RequestedScopes {
  const requested = scopeList(text);
  const expiry = requested.find((scope) => scope.startsWith(expiryPrefix));
  const special: readonly (string | undefined)[] = [expiry, offlineAccess, severalResources, allResources];
  const named = requested.filter((scope) => !special.includes(scope));
  return {
    identity: named.filter(isIdentityScope),
    domain: named.filter((scope) => scope.startsWith(domainPrefix)),
    resource: named.filter((scope) => !isIdentityScope(scope) && !scope.startsWith(domainPrefix)),
    all: requested.includes(allResources),
    offline: requested.includes(offlineAccess),
    several: requested.includes(severalResources),
    expiry: expiry === undefined ? undefined : seconds(expiry.slice(expiryPrefix.length)),
  };
}

/** The scopes of a space-separated string, each once. */
export function scopeList(text: string | undefined): readonly string[] {
  return [...new Set((text ?? "").split(" ").filter(Boolean))];
}

/** The scope of a refresh token: the scopes of one access token, and what else was requested with them. */
export function renewableScope(scopes: readonly string[], { identity, expiry }: RequestedScopes): string {
  const lifetime = expiry === undefined ? [] : [expiryPrefix + expiry];
  return [...scopes, ...identity, ...lifetime, offlineAccess].join(" ");
}

function isIdentityScope(scope: string): boolean {
  return identityScopes.includes(scope);
}

function seconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new OAuthError("invalid_scope", `${expiryPrefix} must be followed by seconds.`);
  return Number(text);
}
