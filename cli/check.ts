import { environmentNames, loadEnvironment, loadTeams } from "../manifest/load.ts";

/** Checks all manifests and environments, without asking an identity domain. @throws ManifestError with every problem */
export function check(): string {
  const environments = environmentNames("environments").map((name) => loadEnvironment("environments", name));
  const teams = loadTeams("teams", { environments: environments.map(({ name }) => name) });
  const clients = teams.reduce((sum, team) => sum + team.clients.length, 0);
  return `${teams.length} teams with ${clients} clients, ${environments.length} environments: no problem found`;
}
