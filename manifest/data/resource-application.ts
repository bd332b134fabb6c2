import type { FormerName, Tag } from "./team.ts";

/** An API of the team itself: a resource app with its scopes and app roles. */
export interface ResourceApplicationManifest {
  readonly name: string;
  /** Unique in the identity domain, case aside. */
  readonly displayName: string;
  readonly description?: string;
  /** The team's own, sorted by key. */
  readonly tags: readonly Tag[];
  /** The beginning of each of its fully qualified scopes. */
  readonly audience: string;
  /** At least one. */
  readonly scopes: readonly ScopeManifest[];
  /** Whether clients may get refresh tokens for it ("Is refresh token allowed"). */
  readonly allowRefresh: boolean;
  /** How long its access tokens live, in seconds; absent: 3600. */
  readonly accessTokenExpiry?: number;
  /** How long its refresh tokens live, in seconds; absent: 604800, a week. */
  readonly refreshTokenExpiry?: number;
  readonly secondaryAudiences: readonly string[];
  readonly roles: readonly AppRoleManifest[];
  /** The names that it had before. */
  readonly was: readonly FormerName[];
  /** The environments that it exists in, and what differs there; absent if it exists in all of them. */
  readonly environments?: Readonly<Record<string, ResourceApplicationOverride>>;
}

/** What an environment replaces, each key as a whole. */
export type ResourceApplicationOverride = Partial<
  Pick<
    ResourceApplicationManifest,
    | "description"
    | "tags"
    | "audience"
    | "secondaryAudiences"
    | "accessTokenExpiry"
    | "refreshTokenExpiry"
    | "allowRefresh"
  >
>;

/** A scope of a resource application. */
export interface ScopeManifest {
  /** Without the audience. */
  readonly value: string;
  readonly description?: string;
  /** Whether users are asked before a client gets it. */
  readonly requiresConsent: boolean;
}

/** An app role of a resource application. */
export interface AppRoleManifest {
  readonly name: string;
  readonly description?: string;
  /** Who can hold it. */
  readonly availableTo: readonly RoleHolder[];
}

/** What can hold an app role. */
export type RoleHolder = "clients" | "users" | "groups";
