import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { AuthenticationSettings } from "./authentication-settings.ts";

/** A profile of OCI's configuration file. */
export interface Profile {
  readonly file: string;
  readonly name: string;
  readonly settings: AuthenticationSettings;
  /** The file of a session's token. */
  readonly securityTokenFile?: string;
}

/**
 * Reads a profile of OCI's configuration file: the one that `OCI_CONFIG_FILE` or `OCI_CLI_CONFIG_FILE` names, else `~/.oci/config`.
 *
 * @param wanted the profile's name; without one, `DEFAULT` is read if the file exists
 * @returns undefined if no profile was wanted and the file does not exist
 * @throws Error with a sentence for the operator if the file or the profile does not exist
 * @see https://docs.oracle.com/en-us/iaas/Content/API/Concepts/sdkconfig.htm
 */
export async function readProfile(
  wanted: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<Profile | undefined> {
  const file = expandHome(environment.OCI_CONFIG_FILE || environment.OCI_CLI_CONFIG_FILE || "~/.oci/config");
  const name = wanted ?? "DEFAULT";
  if (!existsSync(file)) {
    if (wanted === undefined) return undefined;
    throw new Error(`the configuration file ${file} does not exist, so it has no profile "${name}"`);
  }
  const { ConfigFileReader } = await import("oci-common");
  const profile = parse(() => ConfigFileReader.parseFileFromPath(file, name), file, name);
  const securityTokenFile = profile.get("security_token_file");
  return {
    file,
    name,
    ...(securityTokenFile && { securityTokenFile }),
    settings: present({
      tenancyOcid: profile.get("tenancy"),
      userOcid: profile.get("user"),
      fingerprint: profile.get("fingerprint"),
      privateKeyPath: profile.get("key_file"),
      privateKeyPassword: profile.get("pass_phrase"),
      region: profile.get("region"),
    }),
  };
}

/** An absolute path; `~` is the home folder. */
export function expandHome(path: string): string {
  return resolve(path.replace(/^~(?=$|[/\\])/, homedir()));
}

function parse<Result>(read: () => Result, file: string, name: string): Result {
  try {
    return read();
  } catch {
    throw new Error(`the configuration file ${file} has no profile "${name}", or is not written as one`);
  }
}

function present(settings: Record<string, string | null | undefined>): AuthenticationSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
}
