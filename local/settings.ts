/** What a test or an operator may choose; every default is the answer of docs/local-domain.md to an open question. */
export interface LocalDomainSettings {
  /** The clock of signatures, tokens and `meta`. @default () => new Date() */
  readonly now?: () => Date;
  /** The `iss` of tokens and of the discovery documents. @default "https://identity.oraclecloud.com/" */
  readonly issuer?: string;
  /** The characters that a client ID may hold beside letters and digits. Oracle documents `_` alone. @default "_-" */
  readonly clientIdCharacters?: string;
  /** Whether the signing key is readable without credentials ("Access signing certificate"). @default false */
  readonly publicSigningCert?: boolean;
  /** The status of an authenticated request whose caller lacks the role. @default 401 */
  readonly deniedStatus?: 401 | 403;
  /** The token endpoint's error for a scope that exists and is not allowed. @default "unauthorized_client" */
  readonly disallowedScopeError?: "unauthorized_client" | "invalid_scope";
  /** The token endpoint's error for an inactive client. @default "invalid_client" */
  readonly inactiveClientError?: "invalid_client" | "unauthorized_client";
  /** What a write does with an attribute that the resource type does not have. @default "refuse" */
  readonly unknownAttributes?: "refuse" | "ignore";
  /** Whether writes append the OCI tags extension to `schemas`, as live domains do at times. @default false */
  readonly appendOciTagsSchema?: boolean;
}

/** The settings with every default filled in. */
export type ResolvedSettings = Required<LocalDomainSettings>;

/** Fills in the defaults. */
export function resolveSettings(settings: LocalDomainSettings): ResolvedSettings {
  return {
    now: settings.now ?? (() => new Date()),
    issuer: settings.issuer ?? "https://identity.oraclecloud.com/",
    clientIdCharacters: settings.clientIdCharacters ?? "_-",
    publicSigningCert: settings.publicSigningCert ?? false,
    deniedStatus: settings.deniedStatus ?? 401,
    disallowedScopeError: settings.disallowedScopeError ?? "unauthorized_client",
    inactiveClientError: settings.inactiveClientError ?? "invalid_client",
    unknownAttributes: settings.unknownAttributes ?? "refuse",
    appendOciTagsSchema: settings.appendOciTagsSchema ?? false,
  };
}
