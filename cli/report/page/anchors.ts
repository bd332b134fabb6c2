import { apisInUse } from "../apis-in-use.ts";
import type { Report } from "../json.ts";

/** The ids of the rows of a page: none of them contains a name. */
export interface Anchors {
  readonly client: (environment: string, name: string) => string | undefined;
  readonly team: (environment: string, name: string) => string | undefined;
  readonly api: (environment: string, app: string) => string | undefined;
}

/** The ids of the rows of a report's page. */
export function anchorsOf(report: Report): Anchors {
  const clients = numbered(
    "client",
    report.clients.map(({ environment, name }) => [environment, name]),
  );
  const teams = numbered(
    "team",
    report.environments.flatMap(({ name: environment, teams }) =>
      teams.map(({ name }) => [environment, name] as const),
    ),
  );
  const apis = numbered(
    "api",
    apisInUse(report).map(({ environment, app }) => [environment, app]),
  );
  const at = (ids: ReadonlyMap<string, string>) => (environment: string, name: string) =>
    ids.get(JSON.stringify([environment, name]));
  return { client: at(clients), team: at(teams), api: at(apis) };
}

function numbered(prefix: string, names: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, index) => [JSON.stringify(name), `${prefix}-${index + 1}`]));
}
