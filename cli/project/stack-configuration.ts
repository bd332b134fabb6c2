import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type AuthenticationSettings,
  settingNames,
} from "../../identity-domain/credentials/authentication-settings.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { renderProblem } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import { CommandError } from "../errors/command-error.ts";

/** What a command uses of a stack's configuration, as far as it is not encrypted. */
export interface StackConfiguration {
  /** The keys `oci:…` with which the plugin signs its requests. */
  readonly authentication: AuthenticationSettings;
  /** `idcs-apps:identityDomainUrl`. */
  readonly identityDomainUrl?: string | undefined;
  /** `idcs-apps:services`, not checked. */
  readonly services?: unknown;
}

/** The file of a stack's configuration, in the project's folder. */
export function configurationFile(folder: string, stack: string): string {
  return join(folder, `Pulumi.${stack}.yaml`);
}

/**
 * A stack's configuration; nothing is configured if it has no file. Encrypted values are omitted: environment variables
 * and profiles stand for them.
 *
 * @throws CommandError if the file is not YAML
 */
export function stackConfiguration(folder: string, stack: string): StackConfiguration {
  const file = configurationFile(folder, stack);
  if (!existsSync(file)) return { authentication: {} };
  const { value, problems } = readYaml(file);
  if (problems.length > 0) throw new CommandError(problems.map(renderProblem).join("\n"));
  const config = isPlainObject(value) && isPlainObject(value.config) ? value.config : {};
  const settings = settingNames.flatMap((name) => {
    const setting = config[`oci:${name}`];
    return typeof setting === "string" && setting !== "" ? [[name, setting] as const] : [];
  });
  const url = config["idcs-apps:identityDomainUrl"];
  return {
    authentication: Object.fromEntries(settings),
    ...(typeof url === "string" && url !== "" && { identityDomainUrl: url }),
    services: config["idcs-apps:services"],
  };
}
