import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { problemAt } from "../../manifest/yaml/problem.ts";
import type { ResolvedNames } from "../../plan/names-in-catalog.ts";
import { compare } from "../../wording/order.ts";
import { type Access, accessOfApi, accessOfClient, difference, whole } from "./access-of.ts";
import type { SubjectChange } from "./json.ts";

/** A client or an API of a team in an environment. */
interface Subject {
  /** `<team>/<client>` */
  readonly name: string;
  readonly team: string;
  readonly what: SubjectChange["what"];
  readonly was: readonly string[];
  readonly node: ClientManifest | ResourceApplicationManifest;
  readonly access: Access;
}

/** One side of a comparison: teams as they are in an environment, and what their clients' names are in its catalogue. */
export interface Side {
  readonly teams: readonly TeamPart[];
  readonly found: ReadonlyMap<ClientManifest, ResolvedNames>;
  /** The client IDs that clients have in the domain, by `<team>/<client>`. */
  readonly clientIds: ReadonlyMap<string, string>;
}

/** What changes in an environment, by team and name. */
export function changesIn(environment: string, before: Side, after: Side): SubjectChange[] {
  const [earlier, later] = [subjectsIn(before), subjectsIn(after)];
  const byName = new Map(earlier.map((one) => [keyOf(one.what, one.name), one]));
  const kept = new Set<Subject>();
  const changed = later.flatMap((one) => {
    const former = [one.name, ...one.was].map((name) => byName.get(keyOf(one.what, name))).find((found) => found);
    if (former !== undefined) kept.add(former);
    return changeOf(environment, former, one) ?? [];
  });
  const gone = earlier.filter((one) => !kept.has(one)).map((one) => changeOf(environment, one, undefined));
  return [...changed, ...gone.flatMap((one) => one ?? [])].toSorted((one, other) =>
    compare(one.subject, other.subject),
  );
}

/** Changes that are the same in several environments as one. */
export function together(changes: readonly SubjectChange[]): SubjectChange[] {
  const groups = new Map<string, SubjectChange>();
  for (const change of changes) {
    const key = JSON.stringify({ ...change, environments: [] });
    const same = groups.get(key);
    groups.set(key, same ? { ...same, environments: [...same.environments, ...change.environments] } : change);
  }
  return [...groups.values()].toSorted(
    (one, other) => compare(one.team, other.team) || compare(one.subject, other.subject),
  );
}

function changeOf(
  environment: string,
  before: Subject | undefined,
  after: Subject | undefined,
): SubjectChange | undefined {
  const shown = after ?? before;
  if (shown === undefined) return undefined;
  const { file, line, column } = problemAt(shown.node, ["name"], "");
  const { name, team, what } = shown;
  const is = { subject: name, team, what, environments: [environment], file, line, column };
  if (before === undefined)
    return {
      ...is,
      kind: "new",
      changes: whole(shown.access).map(([aspect, added]) => ({ aspect, added: [...added], removed: [] })),
    };
  if (after === undefined)
    return {
      ...is,
      kind: "gone",
      changes: whole(shown.access).map(([aspect, removed]) => ({ aspect, added: [], removed: [...removed] })),
    };
  const changes = difference(before.access, after.access).flatMap((one) => {
    if (one.aspect !== "former names") return [one];
    // Of one that is renamed, its former name is said already.
    const added = one.added.filter((name) => name !== before.name);
    return added.length + one.removed.length > 0 ? [{ ...one, added }] : [];
  });
  if (before.name !== after.name) return { ...is, kind: "renamed", was: before.name, changes };
  return changes.length > 0 ? { ...is, kind: "changed", changes } : undefined;
}

function subjectsIn({ teams, found, clientIds }: Side): Subject[] {
  return teams.flatMap((team) => [
    ...team.resourceApplications.map((node) => subjectOf(team.team, "API", node, accessOfApi(node))),
    ...team.clients.map((node) => {
      const clientId = node.clientId ?? clientIds.get(`${team.team}/${node.name}`);
      return subjectOf(team.team, "client", node, accessOfClient(node, clientId, found.get(node)));
    }),
  ]);
}

function subjectOf(team: string, what: Subject["what"], node: Subject["node"], access: Access): Subject {
  const was = node.was.map((former) => `${former.team}/${former.client}`);
  return { name: `${team}/${node.name}`, team, what, was, node, access };
}

function keyOf(what: Subject["what"], name: string): string {
  return `${what} ${name}`;
}
