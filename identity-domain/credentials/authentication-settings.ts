import { IdentityDomainError } from "../identity-domain-error.ts";

/** How to authenticate to an identity domain: the keys of the official OCI provider's configuration, and an admin client. */
export interface AuthenticationSettings {
  readonly tenancyOcid?: string;
  readonly userOcid?: string;
  /** @default computed from the private key */
  readonly fingerprint?: string;
  /** The private key itself, as PEM. Takes precedence over `privateKeyPath`. */
  readonly privateKey?: string;
  /** A file with the private key; relative to the working directory, `~` is the home folder. */
  readonly privateKeyPath?: string;
  readonly privateKeyPassword?: string;
  /** Used for session tokens only, which a region's service refreshes. An identity domain is addressed by its URL. */
  readonly region?: string;
  /** One of `authenticationModes`, in upper or lower case. @default "ApiKey" */
  readonly auth?: string;
  /** A profile of OCI's configuration file. It supplies what is not set elsewhere. */
  readonly configFileProfile?: string;
  /** The client ID of a confidential application that administers the domain. */
  readonly adminClientId?: string;
  readonly adminClientSecret?: string;
  /** A file with the JWT that the pipeline issued to this job; read again for each exchange. */
  readonly workloadIdentityTokenPath?: string;
  /** That JWT itself. Takes precedence over the file. */
  readonly workloadIdentityToken?: string;
  /** For whom GitHub is asked to issue the JWT (`aud`). @default GitHub's own, the URL of the repository's owner */
  readonly workloadIdentityAudience?: string;
  /** The identity domain that exchanges the JWT for a session token. */
  readonly tokenExchangeDomainUrl?: string;
  /** The client ID of the confidential application that may exchange tokens. */
  readonly tokenExchangeClientId?: string;
  readonly tokenExchangeClientSecret?: string;
  /** How the exchange is authenticated: only `OAuthClientCredentials` is supported. */
  readonly tokenExchangeAuth?: string;
  /** What the JWT is exchanged for: only `urn:oci:token-type:oci-upst` is supported. */
  readonly tokenExchangeRequestedTokenType?: string;
  /** What is exchanged: only `jwt` is supported. */
  readonly tokenExchangeSubjectTokenType?: string;
}

/** The settings' names. */
export const settingNames = [
  "tenancyOcid",
  "userOcid",
  "fingerprint",
  "privateKey",
  "privateKeyPath",
  "privateKeyPassword",
  "region",
  "auth",
  "configFileProfile",
  "adminClientId",
  "adminClientSecret",
  "workloadIdentityTokenPath",
  "workloadIdentityToken",
  "workloadIdentityAudience",
  "tokenExchangeDomainUrl",
  "tokenExchangeClientId",
  "tokenExchangeClientSecret",
  "tokenExchangeAuth",
  "tokenExchangeRequestedTokenType",
  "tokenExchangeSubjectTokenType",
] as const satisfies readonly (keyof AuthenticationSettings)[];

/** The settings that are secret. */
export const secretSettingNames = [
  "privateKey",
  "privateKeyPassword",
  "adminClientSecret",
  "workloadIdentityToken",
  "tokenExchangeClientSecret",
] as const satisfies readonly (keyof AuthenticationSettings)[];

/** The ways to authenticate: those of the official provider, without `InstancePrincipalWithCerts`, and an admin client. */
export const authenticationModes = [
  "ApiKey",
  "SecurityToken",
  "InstancePrincipal",
  "ResourcePrincipal",
  "OKEWorkloadIdentity",
  "WorkloadIdentityFederation",
  "AdminClient",
] as const;

/**
 * The mode that a word names: in upper or lower case, with or without `_` (`api_key`); `workload_identity` is
 * `WorkloadIdentityFederation`.
 */
export function authenticationMode(word: string): (typeof authenticationModes)[number] | undefined {
  const plain = word.toLowerCase().replaceAll("_", "");
  if (plain === "workloadidentity") return "WorkloadIdentityFederation";
  return authenticationModes.find((name) => name.toLowerCase() === plain);
}

/** Completes the given settings with those of the environment: `OCI_TENANCY_OCID` or `TF_VAR_tenancy_ocid`, in either case. */
export function withEnvironment(given: AuthenticationSettings, environment: NodeJS.ProcessEnv): AuthenticationSettings {
  const settings = settingNames.map((name) => {
    const words = snakeCase(name);
    const variables = [
      `OCI_${words.toUpperCase()}`,
      `OCI_${words}`,
      `TF_VAR_${words}`,
      `TF_VAR_${words.toUpperCase()}`,
    ];
    return [name, [given[name], ...variables.map((variable) => environment[variable])].find(Boolean)] as const;
  });
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined));
}

/** How a message says where to set a setting: the command for the stack's configuration, and the environment variable. */
export function placesOf(name: keyof AuthenticationSettings): string {
  const isSecret = secretSettingNames.some((secret) => secret === name);
  return `\`pulumi config set ${isSecret ? "--secret " : ""}oci:${name}\` or OCI_${snakeCase(name).toUpperCase()}`;
}

/** The error for settings that cannot be used. */
export function unusableSettings(problems: readonly string[]): IdentityDomainError {
  const lines = problems.map((problem) => `  ${problem}`);
  return new IdentityDomainError(
    "AUTHENTICATION_SETTINGS",
    ["Requests to the identity domain cannot be signed:", ...lines].join("\n"),
  );
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
