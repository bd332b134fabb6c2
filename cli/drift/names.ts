import type { Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { StackPlan } from "../../plan/plan-stack.ts";

/** The names of resources by their id in the domain. */
export type Names = Map<string, string>;

/** The names that a plan has shown. */
export function namesIn({ resources, resolved }: StackPlan): Names {
  const names: Names = new Map();
  const add = (id: unknown, name: unknown): void => {
    if (typeof id === "string" && typeof name === "string") names.set(id, name);
  };
  for (const { found } of resources) add(found?.id, found?.displayName ?? found?.userName ?? found?.name);
  for (const { access, domainRoles, networkPerimeters, users, groups } of resolved.clients) {
    for (const { app, roles } of access) {
      add(app.id, app.displayName);
      for (const role of roles) add(role.id, role.displayName);
    }
    for (const role of domainRoles) add(role.id, role.displayName);
    for (const { id, name } of [...networkPerimeters, ...users, ...groups]) add(id, name);
  }
  for (const { app, role, users, groups } of resolved.environment.roleAssignments) {
    add(app.id, app.displayName);
    add(role.id, role.displayName);
    for (const { id, name } of [...users, ...groups]) add(id, name);
  }
  return names;
}

const nameAttributes = {
  Apps: "displayName",
  AppRoles: "displayName",
  Groups: "displayName",
  Users: "userName",
} as const;

/** Looks up the names that are not known yet, in as few requests as the length of a URL allows. */
export async function lookUpNames(
  names: Names,
  domain: IdentityDomain,
  collection: keyof typeof nameAttributes,
  ids: readonly string[],
): Promise<void> {
  const attribute = nameAttributes[collection];
  const found = await havingAnyOf(
    domain,
    collection,
    "id",
    ids.filter((id) => !names.has(id)),
    attribute,
  );
  for (const one of found) names.set(one.id, String(one[attribute]));
}

/** A length of a filter that fits into a URL even after percent-encoding. */
const longestFilter = 2000;

/** All resources whose attribute has one of the values. */
export async function havingAnyOf(
  domain: IdentityDomain,
  collection: Collection,
  attribute: string,
  values: readonly string[],
  attributes: string,
) {
  const filters = filtersFor(attribute, values);
  const lists = filters.map((filter) => domain.listAll(collection, { query: { filter, attributes } }));
  return (await Promise.all(lists)).flat();
}

/** The filters for all resources whose attribute has one of the values: as few as the length of a URL allows. */
export function filtersFor(attribute: string, values: readonly string[]): string[] {
  const filters: string[] = [];
  for (const value of new Set(values)) {
    const clause = `${attribute} eq ${JSON.stringify(value)}`;
    const joined = filters.length === 0 ? clause : `${filters.at(-1)} or ${clause}`;
    if (filters.length === 0 || joined.length > longestFilter) filters.push(clause);
    else filters[filters.length - 1] = joined;
  }
  return filters;
}
