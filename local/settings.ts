/** The types of an identity domain, which its owner chooses and pays for. */
export const domainTypes = ["Free", "OracleApps", "OracleAppsPremium", "Premium", "External"] as const;

/** The type of an identity domain. */
export type DomainType = (typeof domainTypes)[number];

/** What a test or an operator may choose; every default is the answer of docs/local-domain/open-questions.md to an open question. */
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
  /** The token endpoint's error for a user without a grant of a client that enforces them. @default "invalid_grant" */
  readonly ungrantedUserError?: "invalid_grant" | "access_denied" | "unauthorized_client";
  /** Whether a refresh ends the refresh token that was used and returns the next one. @default true */
  readonly rotateRefreshTokens?: boolean;
  /** The token endpoint's error for a client outside its network perimeters. @default "unauthorized_client" */
  readonly blockedAddressError?: "unauthorized_client" | "invalid_client";
  /** Whether the last address of `X-Forwarded-For` is the client's, not that of the connection. @default false */
  readonly trustForwardedFor?: boolean;
  /** What a write does with an attribute that the resource type does not have. @default "refuse" */
  readonly unknownAttributes?: "refuse" | "ignore";
  /** Whether a PUT that names a read-only attribute is refused even when it says what the server says. @default false */
  readonly strict?: boolean;
  /** The status of a failed `If-Match`. @default 412 */
  readonly failedMatchStatus?: 409 | 412;
  /** The status of `POST /admin/v1/AppClientSecretRegenerator`. @default 200 */
  readonly regeneratedSecretStatus?: 200 | 201;
  /** How many operations a bulk request may hold. @default 50 */
  readonly bulkMaxOperations?: number;
  /** Whether writes append the OCI tags extension to `schemas`, as live domains do at times. @default false */
  readonly appendOciTagsSchema?: boolean;
  /** The type of the domain: how many requests it answers and objects it holds. @default "none", without limits */
  readonly domainType?: DomainType | "none";
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
    ungrantedUserError: settings.ungrantedUserError ?? "invalid_grant",
    rotateRefreshTokens: settings.rotateRefreshTokens ?? true,
    blockedAddressError: settings.blockedAddressError ?? "unauthorized_client",
    trustForwardedFor: settings.trustForwardedFor ?? false,
    unknownAttributes: settings.unknownAttributes ?? "refuse",
    strict: settings.strict ?? false,
    failedMatchStatus: settings.failedMatchStatus ?? 412,
    regeneratedSecretStatus: settings.regeneratedSecretStatus ?? 200,
    bulkMaxOperations: settings.bulkMaxOperations ?? 50,
    appendOciTagsSchema: settings.appendOciTagsSchema ?? false,
    domainType: settings.domainType ?? "none",
  };
}
