import { compare } from "../../../wording/order.ts";
import { count } from "../../../wording/plural.ts";
import type { Report, ReportClient } from "../json.ts";
import type { Anchors } from "./anchors.ts";
import { type GraphEdge, type GraphNode, type LaidOutGraph, laidOut } from "./graph-layout.ts";
import { shown } from "./html.ts";

/** The graphs of an environment. */
export interface EnvironmentGraphs {
  /** Teams → clients → APIs; with many clients, teams → APIs; with many teams, nothing. */
  readonly overview?: LaidOutGraph;
  /** Whether the overview has the clients, so that no other graph is needed. */
  readonly isWhole: boolean;
  /** Teams → API, for each API, with many teams. */
  readonly apis: readonly PartGraph[];
  /** Team → clients → APIs, for each team. */
  readonly teams: readonly PartGraph[];
}

/** A graph of a part of an environment. */
export interface PartGraph {
  /** The team or the API that it shows. */
  readonly name: string;
  /** How many clients are in it. */
  readonly clients: number;
  readonly graph: LaidOutGraph;
}

/** Up to so many clients, or teams, are in one graph: with more, nobody can follow a line. */
const [mostClients, mostTeams] = [40, 25];

/** The longest label. */
const longestLabel = 34;

/** The graphs of an environment: every team, and what its clients may call. */
export function graphsOf(report: Report, environment: string, anchors: Anchors): EnvironmentGraphs {
  const clients = report.clients.filter((one) => one.environment === environment);
  const context = { environment, anchors };
  if (clients.length <= mostClients) return { overview: whole(clients, context), isWhole: true, apis: [], teams: [] };
  const byTeam = [...Map.groupBy(clients, ({ team }) => team)].sort(([one], [other]) => compare(one, other));
  const part = (name: string, list: readonly ReportClient[], graph: LaidOutGraph): PartGraph => ({
    name,
    clients: list.length,
    graph,
  });
  const teams = byTeam.map(([team, list]) => part(team, list, whole(list, context)));
  if (byTeam.length <= mostTeams) return { overview: folded(clients, context), isWhole: false, apis: [], teams };
  const apps = [...new Set(clients.flatMap(({ access }) => appsIn(access)))].sort(compare);
  const apis = apps.map((app) => {
    const users = clients.filter(({ access }) => appsIn(access).includes(app));
    return part(app, users, folded(users, context, app));
  });
  return { isWhole: false, apis, teams };
}

interface Context {
  readonly environment: string;
  readonly anchors: Anchors;
}

function whole(clients: readonly ReportClient[], context: Context): LaidOutGraph {
  const teams = [...new Set(clients.map(({ team }) => team))];
  const members = clients.map(
    ({ team, name }): GraphEdge => ({
      from: `team ${team}`,
      to: `client ${name}`,
      weight: 1,
      title: `${team} has ${name}`,
    }),
  );
  const own = clientNodes(clients, context);
  const nodes = [...teams.map((team) => teamNode(team, context)), ...own, ...apiNodes(clients, context)];
  return laidOut(nodes, [...members, ...accessEdges(clients)]);
}

/** Teams → APIs. @param only the only API that is shown */
function folded(clients: readonly ReportClient[], context: Context, only?: string): LaidOutGraph {
  const shownOf = (access: ReportClient["access"]) =>
    appsIn(access).filter((app) => only === undefined || app === only);
  const byTeam = [...Map.groupBy(clients, ({ team }) => team)];
  const edges = byTeam.flatMap(([team, list]) => {
    const uses = Map.groupBy(
      list.flatMap(({ access }) => shownOf(access)),
      (app) => app,
    );
    return [...uses].map(
      ([app, all]): GraphEdge => ({
        from: `team ${team}`,
        to: `api ${app}`,
        weight: all.length,
        title: `${count(all.length, "client")} of ${team} may call ${app}`,
      }),
    );
  });
  const teams = byTeam.map(([team, list]) => teamNode(team, context, ` (${list.length})`));
  const apis = apiNodes(clients, context).filter(({ id }) => only === undefined || id === `api ${only}`);
  return laidOut([...teams, ...apis], edges);
}

function teamNode(team: string, { environment, anchors }: Context, suffix = ""): GraphNode {
  return {
    id: `team ${team}`,
    kind: "team",
    label: `${short(team)}${suffix}`,
    title: `team ${team}`,
    target: anchors.team(environment, team),
  };
}

function clientNodes(clients: readonly ReportClient[], { environment, anchors }: Context): GraphNode[] {
  return clients.map(({ name, state, grantTypes }) => ({
    id: `client ${name}`,
    kind: "client",
    label: short(name.slice(name.indexOf("/") + 1)),
    title: `${name}: ${state}, ${grantTypes.join(", ")}`,
    target: anchors.client(environment, name),
  }));
}

function apiNodes(clients: readonly ReportClient[], { environment, anchors }: Context): GraphNode[] {
  const apps = [...new Set(clients.flatMap(({ access }) => appsIn(access)))].sort(compare);
  return apps.map((app) => ({
    id: `api ${app}`,
    kind: "api",
    label: short(app),
    title: app,
    target: anchors.api(environment, app),
  }));
}

function accessEdges(clients: readonly ReportClient[]): GraphEdge[] {
  return clients.flatMap(({ name, access }) =>
    appsIn(access).map((app) => {
      const at = access.filter((one) => one.app === app);
      const rights = at.flatMap(({ scopes, roles }) => [...scopes, ...roles.map((role) => `role ${role}`)]);
      return { from: `client ${name}`, to: `api ${app}`, weight: 1, title: `${name} at ${app}: ${rights.join(", ")}` };
    }),
  );
}

function appsIn(access: ReportClient["access"]): string[] {
  return [...new Set(access.map(({ app }) => app))];
}

function short(text: string): string {
  const characters = [...shown(text)];
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join("")}…` : characters.join("");
}
