import { join } from "node:path";
import { sharedDomains } from "../manifest/between-files/shared-domains.ts";
import { changesSince } from "../manifest/changes-since.ts";
import { warningsOf } from "../manifest/client-rules/warnings.ts";
import type { Environment } from "../manifest/keys-and-defaults/environment.ts";
import { clientsIn } from "../manifest/keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../manifest/keys-and-defaults/team.ts";
import { environmentNames, loadEnvironment } from "../manifest/load-environment.ts";
import { type ReadTeams, readTeams } from "../manifest/load-teams.ts";
import type { Services } from "../manifest/oracle/services.ts";
import {
  attempt,
  inFileOrder,
  ManifestError,
  type Problem,
  problemAt,
  renderProblem,
} from "../manifest/yaml/problem.ts";
import { count } from "../wording/plural.ts";
import type { Checked } from "./check/json.ts";
import { CommandError } from "./errors/command-error.ts";
import { filesInGit } from "./project/git-files.ts";
import { ownServices } from "./project/own-services.ts";

/** Options of `check`. */
export interface CheckOptions {
  /**
   * The git revision with which the manifests are compared.
   * @default `HEAD`, if the folder is in a git repository
   * @example "origin/main"
   */
  readonly base?: string;
}

/**
 * Checks all manifests and environments, without requests to an identity domain. In a git repository it also warns of what a
 * change since a revision loses.
 *
 * @param folder the folder of `teams/`, `environments/` and Pulumi.<stack>.yaml
 * @returns a summary, with the warnings
 * @throws ManifestError with every problem
 * @throws CommandError if there is no such revision
 */
export function check(folder = ".", options: CheckOptions = {}): string {
  const { teams, clients, environments, warnings } = checked(folder, options);
  return [
    `${count(teams, "team")} with ${count(clients, "client")}, ${count(environments, "environment")}: no problems found`,
    ...(warnings.length > 0 ? ["", "Warnings:", ...warnings] : []),
  ].join("\n");
}

/** The same as data. @throws ManifestError or CommandError, as `check` */
export function checked(folder = ".", { base }: CheckOptions = {}): Checked {
  const services = ownServices(folder);
  const problems: Problem[] = [];
  const names = environmentNames(join(folder, "environments"));
  const environments = names.flatMap(
    (name) => attempt(problems, () => loadEnvironment(join(folder, "environments"), name, { services })) ?? [],
  );
  // The name of an invalid environment still counts.
  const known = names.map((name) => environments.find((one) => one.name === name) ?? name);
  const read = attempt(problems, () => readTeams(join(folder, "teams"), { environments: known, services }));
  for (const problem of read?.problems ?? []) problems.push(problem);
  if (read === undefined || problems.length > 0) throw new ManifestError(problems);
  const { teams } = read;
  const clients = teams.reduce((sum, team) => sum + team.clients.length, 0);
  const changes = changesIn(folder, base, { names, environments });
  const found = [
    ...changes.map(renderProblem),
    ...sharedDomains(environments, teams).map(renderProblem),
    ...warnings(teams, names, services),
    ...aboutRules(read),
  ];
  return { teams: teams.length, clients, environments: environments.length, warnings: found };
}

/** The warnings about what was changed since a revision. */
function changesIn(
  folder: string,
  base: string | undefined,
  { names, environments }: { readonly names: readonly string[]; readonly environments: readonly Environment[] },
): Problem[] {
  const name = base ?? "HEAD";
  const afterRetirement = environments.filter(({ deletion }) => deletion === "after-retirement").map((one) => one.name);
  const earlier = filesInGit(folder, name);
  if (earlier) return changesSince(join(folder, "teams"), { name, earlier, environments: names, afterRetirement });
  if (base === undefined) return [];
  throw new CommandError(
    `--base: there is no revision "${base}" in a git repository of this folder. In a pipeline, fetch it first: git fetch origin <branch>.`,
  );
}

/** Dates that are near, and exceptions that nobody needs, in file order. */
function aboutRules({ ruleFindings, unusedExceptions }: ReadTeams): string[] {
  const found = [...ruleFindings.filter(({ state }) => state === "expiring"), ...unusedExceptions];
  const problems = inFileOrder(found.map(({ node, path, message }) => problemAt(node, path, message)));
  return [...new Set(problems.map(renderProblem))];
}

/** The warnings about all clients in all environments: each once, in the order of teams and lines. */
function warnings(teams: readonly TeamManifest[], environments: readonly string[], services: Services): string[] {
  const found = teams.flatMap((team) => {
    const problems = environments.flatMap((environment) =>
      clientsIn(team, environment).flatMap((client) =>
        warningsOf(client, services).map(({ path, message }) => problemAt(client, path, message)),
      ),
    );
    return problems.sort((a, b) => a.line - b.line || a.column - b.column);
  });
  return [...new Set(found.map(renderProblem))];
}
