/** How to authenticate to an identity domain: the keys of the official OCI provider's configuration. */
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
  /** Accepted for the official provider's sake; an identity domain is addressed by its URL. */
  readonly region?: string;
  /** @default "ApiKey" */
  readonly auth?: string;
  /** A profile of OCI's configuration file, for what is set nowhere else. */
  readonly configFileProfile?: string;
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
] as const satisfies readonly (keyof AuthenticationSettings)[];

/** The environment variable of a setting that is named first in messages, as `OCI_TENANCY_OCID`. */
export function environmentVariable(name: keyof AuthenticationSettings): string {
  return `OCI_${snakeCase(name).toUpperCase()}`;
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

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
