import { readdirSync } from "node:fs";
import { join } from "node:path";
import { notFound } from "../wording/nearest.ts";
import { quote } from "../wording/quote.ts";
import { managedTwice } from "./between-files/apps-managed-twice.ts";
import { type DeclaredTeam, declaredIn } from "./between-files/as-written.ts";
import { audienceCollisions } from "./between-files/duplicate-audiences.ts";
import { sharedAliases } from "./between-files/duplicate-certificate-aliases.ts";
import { allEnvironments, collisions, unknownEnvironments } from "./between-files/duplicate-names.ts";
import { refusals } from "./client-rules/refusals.ts";
import type { Environment } from "./data/environment.ts";
import { builtInServices, type Services } from "./data/services.ts";
import type { ClientManifest, TeamManifest } from "./data/team.ts";
import { type Resolving, resolveClient, resolveTeam } from "./defaults/client.ts";
import { resolveEnvironment } from "./defaults/environment.ts";
import { environmentSchema } from "./schema/environment.ts";
import { check } from "./schema/explain-wrong-value.ts";
import { teamSchema } from "./schema/team.ts";
import { isName, nameRule } from "./schema/text.ts";
import { ManifestError, type Problem } from "./yaml/problem.ts";
import { readYaml } from "./yaml/yaml-file.ts";

const extension = /\.ya?ml$/i;

/** What `loadEnvironment` may be told. */
export interface EnvironmentOptions {
  /**
   * The services that may be named.
   * @default the built-in ones
   * @example servicesFrom(new pulumi.Config().getObject("services"), "Pulumi.dev.yaml")
   */
  readonly services?: Services;
}

/** What `loadTeams` may be told. */
export interface LoadOptions extends EnvironmentOptions {
  /**
   * The environments that exist, so that a manifest which names another one is refused. Those that are given as
   * `loadEnvironment` gave them are asked for what they allow too (`domainRoles`); a name alone allows everything, so
   * give at least the environment that is about to be provisioned as a whole.
   * @default not checked
   * @example environmentNames("environments").map((name) => (name === environment.name ? environment : name))
   */
  readonly environments?: readonly (string | Environment)[];
}

/** What the files of a folder hold, whatever is wrong with them. */
export interface ReadTeams {
  /** Those whose keys are right, sorted by team; what is wrong with one otherwise is among the problems. */
  readonly teams: readonly TeamManifest[];
  /** Every file that names its team. */
  readonly declared: readonly DeclaredTeam[];
  /** All problems of all files in file order, those between files included. */
  readonly problems: readonly Problem[];
}

/**
 * The manifests of all teams: every `*.yaml` and `*.yml` of the folder, sorted by team.
 * @throws ManifestError with all problems of all files in file order, those between files included.
 */
export function loadTeams(folder: string, options: LoadOptions = {}): readonly TeamManifest[] {
  const { teams, problems } = readTeams(folder, options);
  if (problems.length > 0) throw new ManifestError(problems);
  return teams;
}

/**
 * What `loadTeams` gives, and what is wrong beside it: for who needs one team only.
 * @throws ManifestError if the folder cannot be read or holds no manifest.
 */
export function readTeams(folder: string, { environments, services = builtInServices }: LoadOptions = {}): ReadTeams {
  const files = yamlFiles(folder);
  if (files.length === 0)
    throw new ManifestError([problemOf(folder, "holds no manifest: write one file for a team, <team>.yaml.")]);

  const schema = teamSchema(services);
  const problems: Problem[] = [];
  const declared: DeclaredTeam[] = [];
  const teams: TeamManifest[] = [];
  for (const file of files) {
    const { source, value, problems: mistakes } = readYaml(join(folder, file));
    problems.push(...mistakes);
    if (value === undefined) continue;
    declared.push(...[declaredIn(source, value) ?? []].flat());
    const checked = check(schema, source, value);
    problems.push(...checked.problems);
    const resolving = { source, services, problems };
    const team = "data" in checked ? resolveTeam(checked.data, resolving) : undefined;
    if (team) teams.push(team);
    const clients = team?.clients ?? soundClients(schema, value, resolving);
    problems.push(...clients.flatMap((client) => refusals(client, environments ?? [])));
  }
  const known = environments?.map((one) => (typeof one === "string" ? one : one.name));
  const all = allEnvironments(declared, known ?? []);
  problems.push(...collisions(declared, all), ...audienceCollisions(teams, all), ...sharedAliases(teams, all));
  problems.push(...managedTwice(declared, environments ?? []));
  if (known) problems.push(...unknownEnvironments(declared, known));
  return { teams: teams.sort((a, b) => compare(a.team, b.team)), declared, problems: inFileOrder(problems) };
}

/** The names of the environments that have a file in the folder, sorted. */
export function environmentNames(folder: string): string[] {
  return [...new Set(yamlFiles(folder).map((file) => file.replace(extension, "")))];
}

/**
 * An environment: `<environment>.yaml` of the folder.
 * @throws ManifestError with all problems of the file.
 */
export function loadEnvironment(
  folder: string,
  environment: string,
  { services = builtInServices }: EnvironmentOptions = {},
): Environment {
  const fail = (message: string) => new ManifestError([problemOf(folder, message)]);
  if (!isName(environment)) throw fail(`${quote(environment)} cannot be the name of an environment (${nameRule}).`);
  const files = yamlFiles(folder).filter((file) => file.replace(extension, "") === environment);
  const [file, another] = files;
  if (file === undefined) throw fail(notFound(environment, "an environment", environmentNames(folder), "there are"));
  if (another !== undefined)
    throw fail(`environment ${quote(environment)} has two files, ${file} and ${another}: keep one.`);

  const { source, value, problems } = readYaml(join(folder, file));
  const checked = value === undefined ? { problems: [] } : check(environmentSchema(services), source, value);
  const all = [...problems, ...checked.problems];
  if (all.length > 0 || !("data" in checked)) throw new ManifestError(inFileOrder(all));
  return resolveEnvironment(environment, checked.data, source, services);
}

/** The clients of a file that are right by themselves, although something else in the file is not. */
function soundClients(schema: ReturnType<typeof teamSchema>, value: unknown, resolving: Resolving): ClientManifest[] {
  const list: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "clients") : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((one, index) => {
    const { data } = schema.shape.clients.element.safeParse(one);
    return data ? [resolveClient("", data, resolving, ["clients", index])] : [];
  });
}

function yamlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => extension.test(file) && !file.startsWith("."))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    throw new ManifestError([
      problemOf(folder, missing ? "is not a folder: create it, or name another." : `cannot be read (${code}).`),
    ]);
  }
}

function problemOf(file: string, message: string): Problem {
  return { file, line: 0, column: 0, path: "", message };
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
