import { join } from "node:path";
import { clientsIn } from "../manifest/environment.ts";
import { environmentNames, loadEnvironment, loadTeams } from "../manifest/load.ts";
import { warningsOf } from "../manifest/notices.ts";
import { problemAt, renderProblem } from "../manifest/problem.ts";
import type { Services } from "../manifest/services.ts";
import type { TeamManifest } from "../manifest/team.ts";
import { ownServices } from "./own-services.ts";

/**
 * Checks all manifests and environments, without asking an identity domain. The text says what should be known about
 * them although nothing is wrong.
 * @param folder where `teams/`, `environments/` and Pulumi.<stack>.yaml are
 * @throws ManifestError with every problem
 */
export function check(folder = "."): string {
  const services = ownServices(folder);
  const environments = environmentNames(join(folder, "environments")).map((name) =>
    loadEnvironment(join(folder, "environments"), name, { services }),
  );
  const teams = loadTeams(join(folder, "teams"), { environments, services });
  const clients = teams.reduce((sum, team) => sum + team.clients.length, 0);
  const found = warnings(
    teams,
    environments.map(({ name }) => name),
    services,
  );
  return [
    `${teams.length} teams with ${clients} clients, ${environments.length} environments: no problem found`,
    ...(found.length > 0 ? ["", "Warnings:", ...found] : []),
  ].join("\n");
}

/** What is to know about all clients in all environments: each notice once, in the order of teams and lines. */
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
