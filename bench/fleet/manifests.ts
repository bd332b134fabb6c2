/** The name of a team. @param team 1 for the first */
export function teamName(team: number): string {
  return `team-${String(team).padStart(3, "0")}`;
}

/** A client's name, and what its description says. */
export interface BenchClient {
  readonly team: string;
  readonly name: string;
  readonly description: string;
}

/** The roles that each client gets. */
export const clientRoles = ["ServiceDeveloper", "ServiceInvoker"] as const;

/**
 * The clients of a fleet, as many in each team as in the others, within one.
 *
 * @param revision what the description of the first client of the first team says
 */
export function fleetClients(clients: number, teams: number, revision: number): BenchClient[] {
  return Array.from({ length: clients }, (_, index) => ({
    team: teamName((index % teams) + 1),
    name: `client-${Math.floor(index / teams) + 1}`,
    description: `Measured client ${index + 1}${index === 0 ? `, revision ${revision}` : ""}`,
  }));
}

/** The manifest of each team: each client is one application with two app roles. */
export function fleetManifests(clients: readonly BenchClient[]): ReadonlyMap<string, string> {
  const teams = Map.groupBy(clients, ({ team }) => team);
  return new Map(
    [...teams].map(([team, members]) => {
      const entries = members.flatMap(({ name, description }) => [
        `  - name: ${name}`,
        `    description: ${description}`,
        "    grantTypes: [client_credentials]",
        "    access:",
        `      - { service: integration, instance: finance, roles: [${clientRoles.join(", ")}] }`,
      ]);
      return [team, [`team: ${team}`, `owner: ${team}@example.com`, "clients:", ...entries, ""].join("\n")] as const;
    }),
  );
}
