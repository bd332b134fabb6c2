import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
  type AuthenticationSettings,
  settingNames,
} from "../../identity-domain/credentials/authentication-settings.ts";
import { type PatienceSettings, patienceSettingNames } from "../../identity-domain/sending/patience-settings.ts";
import { CommandError } from "../errors/command-error.ts";

/** What a stack's configuration says, as far as a command without an engine can read it. */
export interface StackSettings {
  /** The name of the Pulumi project. */
  readonly project: string;
  /** `idcs-apps:identityDomainUrl` */
  readonly identityDomainUrl?: string;
  /** `idcs-apps:services` */
  readonly services?: unknown;
  readonly authentication: AuthenticationSettings;
  readonly patience: PatienceSettings;
  /** Settings of authentication that are encrypted, which only the engine can decrypt: `oci:privateKey`. */
  readonly encrypted: readonly string[];
}

/**
 * The settings in Pulumi.yaml and Pulumi.<stack>.yaml of a folder; a stack without such a file has none.
 *
 * @throws CommandError if one of the files cannot be read
 */
export function stackSettings(folder: string, stack: string): StackSettings {
  const { name: project } = yamlFile(join(folder, "Pulumi.yaml")) as { name?: unknown };
  if (typeof project !== "string") throw new CommandError(`${join(folder, "Pulumi.yaml")} has no name.`);
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const { config } = existsSync(file) ? (yamlFile(file) as { config?: unknown }) : {};
  const values = (typeof config === "object" && config !== null ? config : {}) as Readonly<Record<string, unknown>>;
  const url = values[`${project}:identityDomainUrl`];
  const services = values[`${project}:services`];
  return {
    project,
    ...(typeof url === "string" && url !== "" && { identityDomainUrl: url }),
    ...(services !== undefined && { services }),
    authentication: plain(values, settingNames),
    patience: plain(values, patienceSettingNames),
    encrypted: settingNames.filter((name) => isEncrypted(values[`oci:${name}`])).map((name) => `oci:${name}`),
  };
}

function plain<Name extends string>(
  values: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const given = names.flatMap((name) => {
    const value = values[`oci:${name}`];
    const isPlain = ["string", "number", "boolean"].includes(typeof value) && value !== "";
    return isPlain ? [[name, String(value)] as const] : [];
  });
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function yamlFile(file: string): object {
  try {
    const value: unknown = parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
