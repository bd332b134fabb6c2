import { readdirSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.ts";
import { collisions, unknownEnvironments } from "./collisions.ts";
import { type DeclaredTeam, declaredIn } from "./declared.ts";
import { type Environment, environmentSchema, normalUrl } from "./environment.ts";
import { notFound } from "./nearest.ts";
import { ManifestError, type Problem, withOrigin } from "./problem.ts";
import { quote } from "./quote.ts";
import { resolveTeam } from "./resolve.ts";
import type { TeamManifest } from "./team.ts";
import { teamSchema } from "./team-schema.ts";
import { isName, nameRule } from "./text.ts";
import { readYaml } from "./yaml-file.ts";

const extension = /\.ya?ml$/i;

/** What `loadTeams` may be told. */
export interface LoadOptions {
  /**
   * The environments that exist, so that a manifest which names another one is refused.
   * @default not checked
   * @example environmentNames("environments")
   */
  readonly environments?: readonly string[];
}

/**
 * The manifests of all teams: every `*.yaml` and `*.yml` of the folder, sorted by team.
 * @throws ManifestError with all problems of all files in file order, those between files included.
 */
export function loadTeams(folder: string, { environments }: LoadOptions = {}): TeamManifest[] {
  const files = yamlFiles(folder);
  if (files.length === 0)
    throw new ManifestError([problemOf(folder, "holds no manifest: write one file for a team, <team>.yaml.")]);

  const problems: Problem[] = [];
  const declared: DeclaredTeam[] = [];
  const teams: TeamManifest[] = [];
  for (const file of files) {
    const { source, value, problems: mistakes } = readYaml(join(folder, file));
    problems.push(...mistakes);
    if (value === undefined) continue;
    declared.push(...[declaredIn(source, value) ?? []].flat());
    const checked = check(teamSchema, source, value);
    problems.push(...checked.problems);
    if ("data" in checked) teams.push(resolveTeam(checked.data, source));
  }
  problems.push(...collisions(declared, environments ?? []));
  if (environments) problems.push(...unknownEnvironments(declared, environments));
  if (problems.length > 0) throw new ManifestError(inFileOrder(problems));
  return teams.sort((a, b) => compare(a.team, b.team));
}

/** The names of the environments that have a file in the folder, sorted. */
export function environmentNames(folder: string): string[] {
  return [...new Set(yamlFiles(folder).map((file) => file.replace(extension, "")))];
}

/**
 * An environment: `<environment>.yaml` of the folder.
 * @throws ManifestError with all problems of the file.
 */
export function loadEnvironment(folder: string, environment: string): Environment {
  const fail = (message: string) => new ManifestError([problemOf(folder, message)]);
  if (!isName(environment)) throw fail(`${quote(environment)} cannot be the name of an environment (${nameRule}).`);
  const files = yamlFiles(folder).filter((file) => file.replace(extension, "") === environment);
  const [file, another] = files;
  if (file === undefined) throw fail(notFound(environment, "an environment", environmentNames(folder), "there are"));
  if (another !== undefined)
    throw fail(`environment ${quote(environment)} has two files, ${file} and ${another}: keep one.`);

  const { source, value, problems } = readYaml(join(folder, file));
  const checked = value === undefined ? { problems: [] } : check(environmentSchema, source, value);
  const all = [...problems, ...checked.problems];
  if (all.length > 0 || !("data" in checked)) throw new ManifestError(inFileOrder(all));
  const { url } = checked.data.identityDomain;
  return withOrigin(
    { name: environment, identityDomainUrl: normalUrl(url) },
    { source, path: [], written: { identityDomainUrl: ["identityDomain", "url"] } },
  );
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
