import type { CertificateManifest } from "../schema/certificate.ts";
import type { GrantType } from "./grant-type.ts";
import type { ResourceApplicationManifest } from "./resource-application.ts";

/** A team and what it declares: one file, checked, with every default filled in. */
export interface TeamManifest {
  readonly team: string;
  /** The e-mail address that answers for the team. */
  readonly owner: string;
  /** The file that declares it, as messages show it. */
  readonly file: string;
  /** Sorted by name. */
  readonly resourceApplications: readonly ResourceApplicationManifest[];
  /** Sorted by name. */
  readonly clients: readonly ClientManifest[];
}

/** An OAuth client: a confidential application, what it may reach, and who may use it. */
export interface ClientManifest {
  readonly name: string;
  /** Unique in the identity domain, case aside. */
  readonly displayName: string;
  readonly description?: string;
  /** The team's own, sorted by key. */
  readonly tags: readonly Tag[];
  /** The OAuth client ID, if the team chose it; it never changes after creation. */
  readonly clientId?: string;
  readonly clientType: ClientType;
  readonly active: boolean;
  readonly showInMyApps: boolean;
  readonly grantTypes: readonly GrantType[];
  /** Those written, then the one of `integrationCallback`. */
  readonly redirectUrls: readonly string[];
  readonly postLogoutRedirectUrls: readonly string[];
  /** What the identity domain calls when a user signs out everywhere. */
  readonly logoutUrl?: string;
  /** Whether http is allowed in redirect URLs that do not lead back to the own machine. */
  readonly allowHttpUrls: boolean;
  readonly authorizedResources: AuthorizedResources;
  /** One entry for each resource app. */
  readonly access: readonly AccessManifest[];
  /** App roles of the domain itself that are granted to the client. */
  readonly domainRoles: readonly string[];
  /** Names of the network perimeters from which it may be used; none: from anywhere. */
  readonly networkPerimeters: readonly string[];
  readonly certificates: readonly CertificateManifest[];
  readonly allowedOperations: readonly AllowedOperation[];
  /** Whether users are not asked for their consent, whatever a scope says. */
  readonly bypassConsent: boolean;
  /** How ID tokens are encrypted; absent: not at all. */
  readonly idTokenEncryption?: IdTokenEncryption;
  readonly enforceGrants: boolean;
  readonly assign: AssignManifest;
  /** Counts the client secrets: another number makes a new one. */
  readonly secretVersion: number;
  /** The names that the client had before. */
  readonly was: readonly FormerName[];
  /** The environments that it exists in, and what differs there; absent if it exists in all of them. */
  readonly environments?: Readonly<Record<string, ClientOverride>>;
}

/** What an environment may replace in a client. */
export type ReplaceableKey =
  | "description"
  | "tags"
  | "active"
  | "redirectUrls"
  | "postLogoutRedirectUrls"
  | "logoutUrl"
  | "authorizedResources"
  | "access"
  | "domainRoles"
  | "networkPerimeters"
  | "certificates"
  | "enforceGrants"
  | "assign"
  | "secretVersion";

/** What an environment replaces, each key as a whole. */
export type ClientOverride = Partial<Pick<ClientManifest, ReplaceableKey>>;

/** Whether a client may sign assertions about users itself (`trusted`) or not. */
export type ClientType = "confidential" | "trusted";

/** What a client may do besides getting tokens: ask about tokens, or act for the user of a token. */
export type AllowedOperation = "introspect" | "onBehalfOfUser";

/** How ID tokens may be encrypted: the content encryption of JWE (RFC 7518, section 5.1). */
export type IdTokenEncryption = "A128CBC-HS256" | "A192CBC-HS384" | "A256CBC-HS512" | "A128GCM" | "A192GCM" | "A256GCM";

/** A key and a value by which an application is found in the domain. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** For which resource apps a client may get tokens: those of `access`, those with one of the tags, or all. */
export type AuthorizedResources =
  | { readonly kind: "specific" }
  | { readonly kind: "all" }
  | { readonly kind: "tagged"; readonly tags: readonly Tag[] };

/** A resource app, and what a client may do there. */
export interface AccessManifest {
  /** The display name of the resource app; absent if only fully qualified scopes name it. */
  readonly app?: string;
  /** The service that the app belongs to, if it was named by it. */
  readonly service?: string;
  /**
   * Values within that app, or fully qualified (audience and value); at least one. Absent if none is written and the
   * service has no known default: the app's own scopes are looked up.
   */
  readonly scopes?: readonly string[];
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

/** A name that a client or a resource application had. */
export interface FormerName {
  readonly team: string;
  readonly client: string;
}
