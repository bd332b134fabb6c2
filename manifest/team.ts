import type { GrantType } from "./grant-type.ts";

/** A team and the clients that it declares: one file, checked, with every default filled in. */
export interface TeamManifest {
  readonly team: string;
  /** The e-mail address that answers for the team. */
  readonly owner: string;
  /** The file that declares it, as messages show it. */
  readonly file: string;
  /** Sorted by name. */
  readonly clients: readonly ClientManifest[];
}

/** An OAuth client: a confidential application, what it may reach, and who may use it. */
export interface ClientManifest {
  readonly name: string;
  /** Unique in the identity domain, case aside. */
  readonly displayName: string;
  readonly description?: string;
  /** The OAuth client ID, if the team chose it; it never changes after creation. */
  readonly clientId?: string;
  readonly grantTypes: readonly GrantType[];
  /** At least one. */
  readonly access: readonly AccessManifest[];
  readonly enforceGrants: boolean;
  readonly assign: AssignManifest;
  /** Counts the client secrets; this version only records it. */
  readonly secretVersion: number;
  /** The names that the client had before. */
  readonly was: readonly FormerName[];
  /** The environments that it exists in, and what differs there; absent if it exists in all of them. */
  readonly environments?: Readonly<Record<string, ClientOverride>>;
}

/** What an environment replaces, each key as a whole. */
export interface ClientOverride {
  readonly description?: string;
  readonly access?: readonly AccessManifest[];
  readonly enforceGrants?: boolean;
  readonly assign?: AssignManifest;
  readonly secretVersion?: number;
}

/** A resource app, and what a client may do there. */
export interface AccessManifest {
  /** The display name of the resource app. */
  readonly app: string;
  /** At least one; values within that app, without its audience. */
  readonly scopes: readonly string[];
  /** App roles of that app, granted to the client itself. */
  readonly roles: readonly string[];
}

/** Who is assigned to a client. */
export interface AssignManifest {
  /** User names. */
  readonly users: readonly string[];
  /** Display names of groups. */
  readonly groups: readonly string[];
}

/** A name that a client had. */
export interface FormerName {
  readonly team: string;
  readonly client: string;
}
