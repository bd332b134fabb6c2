import { dirname, join, relative } from "node:path";
import { notFound } from "../wording/nearest.ts";
import { compare } from "../wording/order.ts";
import { quote } from "../wording/quote.ts";
import { type CheckedEnvironment, type Environment, environmentSchema } from "./keys-and-defaults/environment.ts";
import { validate } from "./keys-and-defaults/explain-wrong-value.ts";
import type { Rules } from "./keys-and-defaults/rules.ts";
import { rulesWithDefaults } from "./keys-and-defaults/rules-with-defaults.ts";
import { isName, nameRule } from "./keys-and-defaults/text.ts";
import { builtInServices, type Services } from "./oracle/services.ts";
import { readCodeowners } from "./read-codeowners.ts";
import { problemOfFolder, stemOf, yamlFilesIn } from "./read-folder.ts";
import { type Files, filesAround } from "./yaml/files.ts";
import { withOrigin } from "./yaml/origin.ts";
import { inFileOrder, ManifestError, problemIn } from "./yaml/problem.ts";
import { readYaml } from "./yaml/yaml-file.ts";

/** Options of `loadEnvironment`. */
export interface EnvironmentOptions {
  /**
   * The services that `service` may name.
   * @default the built-in ones
   */
  readonly services?: Services;
  /**
   * Where the environments are read from.
   * @default the disk, relative to the working directory
   */
  readonly files?: Files;
}

/** The names of the environments that have a file in the folder, sorted. */
export function environmentNames(folder: string, files: Files = filesAround(folder)): string[] {
  return [...new Set(environmentFilesIn(folder, files).map(stemOf))];
}

/**
 * An environment: `<environment>.yaml` of the folder.
 * @throws ManifestError with all problems of the file.
 */
export function loadEnvironment(folder: string, environment: string, options: EnvironmentOptions = {}): Environment {
  const { services = builtInServices, files = filesAround(folder) } = options;
  const { source, value, problems } = readYaml(join(folder, fileOf(folder, environment, files)), files);
  const checked = value === undefined ? { problems: [] } : validate(environmentSchema(services), source, value);
  const all = [...problems, ...checked.problems];
  if (all.length > 0 || !("data" in checked)) throw new ManifestError(inFileOrder(all));
  const origin = { source, path: [], otherKeys: { app: ["instance"], identityDomainUrl: ["identityDomain", "url"] } };
  const data = withOrigin(checked.data, origin);
  const owned = ownersOfFile(source.file, data, files);
  if ("refused" in owned)
    throw new ManifestError([problemIn(source, ["rules", "approvers"], `codeowners, but ${owned.refused}`)]);
  const rules = rulesWithDefaults(environment, data.rules ?? {}, owned.owners);
  return withOrigin(sorted(environment, data, rules), origin);
}

/** Who may approve exceptions: as they are listed, or the owners of the environment's file. */
function ownersOfFile(file: string, { rules }: CheckedEnvironment, files: Files) {
  const { approvers = [] } = rules ?? {};
  if (approvers !== "codeowners") return { owners: approvers };
  const root = dirname(dirname(file));
  const around: Files = { list: files.list, read: (path) => files.read(join(root, path)) };
  return readCodeowners(relative(root, file), around);
}

function fileOf(folder: string, environment: string, files: Files): string {
  const fail = (message: string) => new ManifestError([problemOfFolder(folder, message)]);
  if (!isName(environment)) throw fail(`${quote(environment)} cannot be the name of an environment (${nameRule}).`);
  const [file, another] = environmentFilesIn(folder, files).filter((name) => stemOf(name) === environment);
  if (file === undefined)
    throw fail(notFound(environment, "an environment", environmentNames(folder, files), "existing:"));
  if (another !== undefined)
    throw fail(`environment ${quote(environment)} has two files, ${file} and ${another}: keep one.`);
  return file;
}

/** Those of the folder itself: their names are those of the environments. */
function environmentFilesIn(folder: string, files: Files): string[] {
  return yamlFilesIn(folder, files).filter((file) => !file.includes("/"));
}

/** An environment with its lists sorted, so that their order in the file changes nothing. */
function sorted(
  name: string,
  { identityDomain, rules: _, ...environment }: CheckedEnvironment,
  rules: Rules,
): Environment {
  const { networkPerimeters, roleAssignments, resourceApplications } = environment;
  return {
    ...environment,
    name,
    identityDomainUrl: identityDomain.url,
    rules,
    deletion: environment.deletion ?? (name === "dev" ? "direct" : "after-retirement"),
    networkPerimeters: networkPerimeters.toSorted(by(({ name }) => name)),
    roleAssignments: roleAssignments.toSorted(
      by(({ app, role, users, groups }) => JSON.stringify([app, role, users, groups])),
    ),
    resourceApplications: resourceApplications.toSorted(by(({ app }) => app)),
  };
}

function by<T>(keyOf: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => compare(keyOf(one), keyOf(other));
}
