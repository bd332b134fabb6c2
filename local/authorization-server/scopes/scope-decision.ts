import type { Resource } from "../../scim/json.ts";

/** Whose token is asked for: a client's own, or a user's through a client. */
export interface TokenHolder {
  readonly client: Resource;
  readonly user?: Resource | undefined;
}

/** The part of a request that one audience answers for. */
export interface AudienceDecision {
  readonly audiences: readonly string[];
  /** The values of the `scope` claim: without their audience. */
  readonly scopes: readonly string[];
  /** The requested texts of those scopes. */
  readonly requested: readonly string[];
  /** The access token lifetime that is set for this audience, in seconds. */
  readonly accessTokenExpiry?: number | undefined;
  /** How long a refresh token may live, in seconds; nothing where the audience permits none. */
  readonly refreshTokenExpiry?: number | undefined;
  /** The administrator roles in the token; nothing when it is not for the domain's own API. */
  readonly adminRoles?: AdminRoles;
  /** The scopes to which a user must consent. */
  readonly consents: readonly ConsentScope[];
}

/** The administrator roles that a token for the domain's own API opens. */
export interface AdminRoles {
  readonly client: readonly string[];
  /** Those that both may use; nothing in a client's own token. */
  readonly user?: readonly string[];
}

/** A scope that the user is asked about. */
export interface ConsentScope {
  readonly fqs: string;
  /** What the page says of it: its description, display name or value. */
  readonly text: string;
}

/** What one access token will carry. */
export interface TokenDecision extends AudienceDecision {
  /** The lifetimes that are set: the resource's and the requested one, in seconds. */
  readonly lifetimes: readonly (number | undefined)[];
  /** The refresh token that comes with it: for how many seconds, and for which scopes. */
  readonly refresh: { readonly lifetime: number; readonly scope: string } | undefined;
}

/** What a request's scopes come to. */
export interface ScopeDecision {
  readonly tokens: readonly TokenDecision[];
  /** Whether the answer has a list of tokens, as `urn:opc:resource:multiresourcescope` asks. */
  readonly several: boolean;
  /** Whether an identity token was asked for. */
  readonly openid: boolean;
  /** The scopes that speak of the user. */
  readonly identity: readonly string[];
}

/** Seconds that a refresh token lives when its resource does not say (identity-domains-api.md 10.8). */
export const defaultRefreshTokenExpiry = 604_800;
