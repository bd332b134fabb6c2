import type { Resource } from "../../scim/json.ts";

/** The holder of the requested token: a client itself, or a user through a client. */
export interface TokenHolder {
  readonly client: Resource;
  readonly user?: Resource | undefined;
}

/** What refresh tokens depend on. */
export interface Refreshable {
  /** How long a refresh token may live, in seconds; absent if the audience permits none. */
  readonly refreshTokenExpiry?: number | undefined;
}

/** The part of a request that one audience answers for. */
export interface AudienceDecision extends Refreshable {
  readonly audiences: readonly string[];
  /** The values of the `scope` claim: without their audience. */
  readonly scopes: readonly string[];
  /** Those scopes as they were requested. */
  readonly requested: readonly string[];
  /** The access token lifetime that is set for this audience, in seconds. */
  readonly accessTokenExpiry?: number | undefined;
  /** The administrator roles in the token; absent if it is not for the domain's own API. */
  readonly adminRoles?: AdminRoles;
  /** The scopes to which a user must consent. */
  readonly consents: readonly ConsentScope[];
}

/** The administrator roles that a token for the domain's own API opens. */
export interface AdminRoles {
  readonly client: readonly string[];
  /** Those that both may use; absent in a client's own token. */
  readonly user?: readonly string[];
}

/** A scope that the user is asked about. */
export interface ConsentScope {
  readonly fqs: string;
  /** Its text on the page: its description, display name or value. */
  readonly text: string;
}

/** What one access token will contain. */
export interface TokenDecision extends AudienceDecision {
  /** Its scopes as they were requested, without what asks for something else than a scope. */
  readonly granted: string;
  /** The lifetimes that are set: the resource's and the requested one, in seconds. */
  readonly lifetimes: readonly (number | undefined)[];
  /** The refresh token that comes with it: for how many seconds, and for which scopes. */
  readonly refresh: { readonly lifetime: number; readonly scope: string } | undefined;
}

/** The result for all scopes of a request. */
export interface ScopeDecision {
  readonly tokens: readonly TokenDecision[];
  /** Whether the answer has a list of tokens, as `urn:opc:resource:multiresourcescope` asks. */
  readonly several: boolean;
  /** Whether refresh tokens were requested. */
  readonly offline: boolean;
  /** Whether an identity token was requested. */
  readonly openid: boolean;
  /** The scopes about the user. */
  readonly identity: readonly string[];
}

/** Seconds that a refresh token lives when its resource does not say (identity-domains-api.md 10.8). */
export const defaultRefreshTokenExpiry = 604_800;
