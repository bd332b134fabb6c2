import { IdentityDomainError } from "../identity-domain-error.ts";

/** How to authenticate to an identity domain: the keys of the official OCI provider's configuration, and an admin client. */
export interface AuthenticationSettings {
  readonly tenancyOcid?: string;
  readonly userOcid?: string;
  /** @default computed from the private key */
  readonly fingerprint?: string;
  /** The private key itself, as PEM. Goes before `privateKeyPath`. */
  readonly privateKey?: string;
  /** A file with the private key; relative to the working directory, `~` is the home folder. */
  readonly privateKeyPath?: string;
  readonly privateKeyPassword?: string;
  /** For session tokens, whose refreshment is a region's matter; an identity domain is addressed by its URL. */
  readonly region?: string;
  /** One of `authenticationModes`, in upper or lower case. @default "ApiKey" */
  readonly auth?: string;
  /** A profile of OCI's configuration file, for what is set nowhere else. */
  readonly configFileProfile?: string;
  /** The client ID of a confidential application that administers the domain. */
  readonly adminClientId?: string;
  readonly adminClientSecret?: string;
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
] as const satisfies readonly (keyof AuthenticationSettings)[];

/** The settings that nobody may see. */
export const secretSettingNames = [
  "privateKey",
  "privateKeyPassword",
  "adminClientSecret",
] as const satisfies readonly (keyof AuthenticationSettings)[];

/** The ways of authenticating: those of the official provider that Oracle's `oci-common` knows, and an admin client. */
export const authenticationModes = [
  "ApiKey",
  "SecurityToken",
  "InstancePrincipal",
  "ResourcePrincipal",
  "OKEWorkloadIdentity",
  "AdminClient",
] as const;

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

/** Where a setting can be set, as a message says it: the command for the stack's configuration, and the environment variable. */
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
