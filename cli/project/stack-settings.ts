import { join } from "node:path";
import {
  type AuthenticationSettings,
  settingNames,
} from "../../identity-domain/credentials/authentication-settings.ts";
import { type PatienceSettings, patienceSettingNames } from "../../identity-domain/sending/patience-settings.ts";
import { CommandError } from "../errors/command-error.ts";
import { type StackConfiguration, stackConfiguration, yamlFile } from "./stack-configuration.ts";

/** What a stack's configuration says, as far as a command without an engine can read it. */
export interface StackSettings {
  /** The name of the Pulumi project. */
  readonly project: string;
  /** `idcs-apps:identityDomainUrl` */
  readonly identityDomainUrl?: string;
  /** `idcs-apps:services` */
  readonly services?: unknown;
  /** `idcs-apps:asOf`, the day that a run takes for today. */
  readonly asOf?: string;
  readonly authentication: AuthenticationSettings;
  readonly patience: PatienceSettings;
  /** Settings of authentication that are encrypted, which only the engine can decrypt: `oci:privateKey`. */
  readonly encrypted: readonly string[];
}

/**
 * The settings in Pulumi.yaml and Pulumi.<stack>.yaml of a folder; a team's stack, `<environment>.<team>`, has those of its
 * environment too. A stack without such a file has none.
 *
 * @throws CommandError if one of the files cannot be read
 */
export function stackSettings(folder: string, stack: string): StackSettings {
  const { name: project } = yamlFile(join(folder, "Pulumi.yaml")) as { name?: unknown };
  if (typeof project !== "string") throw new CommandError(`${join(folder, "Pulumi.yaml")} has no name.`);
  return settingsIn(project, stackConfiguration(folder, stack));
}

/** The settings of a stack in its configuration, once that is read. @param project the name of the Pulumi project */
export function settingsIn(project: string, { config: values }: StackConfiguration): StackSettings {
  const url = values[`${project}:identityDomainUrl`];
  const services = values[`${project}:services`];
  const asOf = values[`${project}:asOf`];
  return {
    project,
    ...(typeof url === "string" && url !== "" && { identityDomainUrl: url }),
    ...(services !== undefined && { services }),
    ...(typeof asOf === "string" && asOf !== "" && { asOf }),
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
