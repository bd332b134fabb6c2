/**
 * The outputs of a stack: the contract between the stack program, which declares them, and everything that reads them.
 *
 * Values that are known only once the domain has answered have the type `Later`: a string in what Pulumi prints, a
 * `pulumi.Output` in the stack program.
 */
export interface StackOutputs<Later = string> {
  /** By `<team>/<client>`; nothing in it is secret. */
  readonly clients: Readonly<Record<string, ClientOutputs<Later>>>;
  /** By `<team>/<client>`; without public clients, and without those whose secret only a vault has (`deliver: { keepSecretInState: false }`). */
  readonly clientSecrets: Readonly<Record<string, Later>>;
  /** The pairs of rotated clients of which `clientSecrets` has a secret, by `<team>/<client>`; absent if there are none. */
  readonly clientPairs?: Readonly<Record<string, ClientPairs<Later>>>;
  /** By `<team>/<name>`; clients that are an API too are among them. Absent if there are none. */
  readonly resourceApplications?: Readonly<Record<string, ResourceApplicationOutputs<Later>>>;
  /** The client ID of the only client; this and the next three are absent in a stack with more or less than one client. */
  readonly clientId?: Later;
  /** Its secret; absent if only a vault has it. */
  readonly clientSecret?: Later | undefined;
  /** Its scope to send. */
  readonly scope?: string;
  /** Its token endpoint. */
  readonly tokenUrl?: Later;
}

/** The client IDs and secrets of a rotated client. A pair belongs together: the other one's secret does not work with its ID. */
export interface ClientPairs<Later = string> {
  /** The pair to use. */
  readonly current: ClientPair<Later>;
  /** The pair that was current before; absent once it is closed. */
  readonly previous?: ClientPair<Later>;
}

/** A client ID and its secret. */
export interface ClientPair<Later = string> {
  readonly clientId: Later;
  readonly clientSecret: Later;
}

/** What everyone may know of a rotated client. */
export interface RotationOutputs<Later = string> {
  /** Both client IDs, which never change: of A and of B. Whoever has to register the client registers both. */
  readonly clientIds: readonly [Later, Later];
  /** The day (UTC) on which the previous pair is closed, once it is decided. */
  readonly previousUntil?: string;
}

/** Where the client ID and the secret of a client were delivered to. */
export interface DeliveryOutputs<Later = string> {
  /** The OCID of the secret in Oracle's vault. */
  readonly vaultSecret: Later;
  /** The SHA-256 of the document that it has, in hexadecimal: another one if the pair is another one. */
  readonly sha256: Later;
}

/** What a developer needs to request tokens as a client; nothing in it is secret. */
export interface ClientOutputs<Later = string> {
  /** The OAuth client ID. */
  readonly clientId: Later;
  /** `public` for a client without a secret, which sends its client ID alone and uses PKCE; absent for any other. */
  readonly clientType?: "public";
  /** Absent if the client is not rotated. */
  readonly rotation?: RotationOutputs<Later>;
  /** Absent if `pulumi up` does not deliver it. */
  readonly delivery?: DeliveryOutputs<Later>;
  /** The grant types with which it may request tokens, in the API's spelling. */
  readonly grantTypes: readonly string[];
  /** The scope to send: the fully qualified scopes of the client's first resource app. */
  readonly scope: string;
  /** The scope to send, by the display name of the resource app: a token has the scopes of only one app. */
  readonly scopes: Readonly<Record<string, string>>;
  /** `scope` with `offline_access`, if that gives a refresh token. */
  readonly refreshScope?: string;
  /** The same by resource app, for the apps that give refresh tokens. */
  readonly refreshScopes?: Readonly<Record<string, string>>;
  /** The token endpoint. */
  readonly tokenUrl: Later;
  /** Where users are sent to sign in (authorization code, implicit). */
  readonly authorizationUrl?: Later;
  /** Where they may be sent back to. */
  readonly redirectUrls?: readonly string[];
  /** Where users are sent to sign out. */
  readonly endSessionUrl?: Later;
  /** Where they may be sent after they have signed out. */
  readonly postLogoutRedirectUrls?: readonly string[];
  /** Where a device requests its code. */
  readonly deviceAuthorizationUrl?: Later;
  /** Where the client may introspect tokens. */
  readonly introspectionUrl?: Later;
  /** The document with all endpoints: clients with TLS certificates take `secure_token_endpoint` from it. */
  readonly discoveryUrl?: Later;
  /** The client's certificates: `alias` is the `kid` of the assertions that it signs; `expires` is ISO 8601, UTC. */
  readonly certificates?: readonly { readonly alias: Later; readonly expires: string }[];
  /** URL of the identity domain. */
  readonly identityDomainUrl: Later;
  /** The application's id in the domain. */
  readonly applicationId: Later;
  /** The client is retired: it gets no tokens. Absent for any other. */
  readonly retired?: boolean;
  /** What somebody must do outside the identity domain before the API accepts the client's tokens. */
  readonly stepsOutside?: readonly Later[];
}

/** What a developer needs to use a resource application. */
export interface ResourceApplicationOutputs<Later = string> {
  /** The application's id in the domain. */
  readonly applicationId: Later;
  readonly audience: Later;
  /** Fully qualified scopes, by their value. */
  readonly scopes: Readonly<Record<string, string>>;
}
