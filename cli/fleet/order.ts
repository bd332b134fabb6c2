import { compare } from "../../wording/order.ts";
import type { FleetStack } from "./fleet-stack.ts";

/** An API that a team declares, and the stack that creates it. */
export interface OwnApi {
  readonly stack: string;
  readonly displayName: string;
  readonly audience: string;
  /** What its manifest says about it. */
  readonly declaration: object;
}

/** The APIs of all stacks. */
export function ownApis(stacks: readonly FleetStack[]): OwnApi[] {
  return stacks.flatMap(({ name, manifest }) => [
    ...(manifest?.resourceApplications ?? []).map((api) => ({
      stack: name,
      displayName: api.displayName,
      audience: api.audience,
      declaration: api,
    })),
    ...(manifest?.clients ?? []).flatMap(({ displayName, api }) =>
      api === undefined ? [] : [{ stack: name, displayName, audience: api.audience, declaration: api }],
    ),
  ]);
}

/** The APIs of other stacks that a stack's clients use: by name, or by the audience that their scopes begin with. */
export function usedApis({ name, manifest }: FleetStack, apis: readonly OwnApi[]): OwnApi[] {
  const access = (manifest?.clients ?? []).flatMap((client) => client.access);
  const apps = new Set(access.flatMap(({ app }) => app?.toLowerCase() ?? []));
  const scopes = access.flatMap((entry) => (entry.app === undefined ? (entry.scopes ?? []) : []));
  const isUsed = ({ displayName, audience }: OwnApi) =>
    apps.has(displayName.toLowerCase()) || scopes.some((scope) => scope.startsWith(audience));
  const used = apis.filter((api) => api.stack !== name && isUsed(api));
  return used.sort((one, other) => compare(one.displayName, other.displayName));
}

/**
 * The stacks whose APIs each stack uses. If teams use each other's APIs, none of them can be first: then those later in the order of
 * names need the earlier ones, and not the other way round.
 */
export function dependenciesOf(stacks: readonly FleetStack[]): ReadonlyMap<string, readonly string[]> {
  const apis = ownApis(stacks);
  const all = new Map(
    stacks.map((stack) => [stack.name, [...new Set(usedApis(stack, apis).map((api) => api.stack))].sort(compare)]),
  );
  const needs = new Map<string, string[]>();
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (needs.get(from) ?? []).some((next) => reaches(next, to, seen));
  };
  for (const [name, wanted] of [...all].sort(([one], [other]) => compare(one, other))) {
    const without: string[] = [];
    needs.set(name, without);
    for (const other of wanted) if (!reaches(other, name)) without.push(other);
  }
  return needs;
}

/** The stacks in an order in which each comes after those that it needs; the environment's own stack is first. */
export function inOrder<Stack extends Pick<FleetStack, "name" | "team" | "needs">>(stacks: readonly Stack[]): Stack[] {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const ordered = new Set<Stack>();
  const add = (stack: Stack): void => {
    for (const name of stack.needs) {
      const needed = byName.get(name);
      if (needed !== undefined && !ordered.has(needed)) add(needed);
    }
    ordered.add(stack);
  };
  const first = stacks.filter(({ team }) => team === undefined);
  for (const stack of [...first, ...stacks.filter(({ team }) => team !== undefined)]) add(stack);
  return [...ordered];
}
