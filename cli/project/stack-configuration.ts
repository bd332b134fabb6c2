import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CommandError } from "../errors/command-error.ts";

/** What Pulumi's configuration files say about a stack: the keys of `Pulumi.<stack>.yaml`. */
export interface StackConfiguration {
  readonly config: Readonly<Record<string, unknown>>;
  /** Everything but `config`: how secrets are encrypted, and environments of Pulumi ESC. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** The keys that say how the values of a file are encrypted. */
const encryptionKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"] as const;

/**
 * The configuration of a stack: that of a team's stack, `<environment>.<team>`, is the environment's, in which the team's own file
 * replaces what it sets. Files that do not exist set nothing.
 *
 * @throws CommandError if one of the files cannot be read, or if both have encrypted values that only one of them can decrypt
 */
export function stackConfiguration(folder: string, stack: string): StackConfiguration {
  const [environment = ""] = stack.split(".");
  const shared = configurationIn(join(folder, `Pulumi.${environment}.yaml`));
  if (environment === stack) return shared;
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const own = configurationIn(file);
  const config = { ...shared.config, ...own.config };
  const isOwn = encryptionKeys.some((key) => Object.hasOwn(own.others, key));
  const isSame = encryptionKeys.every((key) => own.others[key] === shared.others[key]);
  const inherited = Object.keys(shared.config).filter(
    (key) => !Object.hasOwn(own.config, key) && hasSecret(shared.config[key]),
  );
  if (isOwn && !isSame && inherited.length > 0) {
    throw new CommandError(
      `${file} encrypts its values in another way than Pulumi.${environment}.yaml, from which it would inherit ${inherited.join(", ")}: set them there too, with \`pulumi config set --secret --stack ${stack} <key>\`, or remove its own ${encryptionKeys.filter((key) => Object.hasOwn(own.others, key)).join(", ")}.`,
    );
  }
  const encryption = isOwn ? own.others : shared.others;
  const others = Object.fromEntries(
    Object.entries({ ...shared.others, ...own.others }).filter(
      ([key]) => !encryptionKeys.some((one) => one === key) || Object.hasOwn(encryption, key),
    ),
  );
  return { config, others: { ...others, ...pick(encryption) } };
}

function pick(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(encryptionKeys.flatMap((key) => (Object.hasOwn(values, key) ? [[key, values[key]]] : [])));
}

function configurationIn(file: string): StackConfiguration {
  if (!existsSync(file)) return { config: {}, others: {} };
  const { config, ...others } = yamlFile(file) as { config?: unknown };
  return { config: typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {}, others };
}

/** Whether a value of the configuration is encrypted, or has an encrypted part. */
function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(hasSecret);
}

/** A YAML file with an object. @throws CommandError if it cannot be read */
export function yamlFile(file: string): object {
  try {
    const value: unknown = parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
