import { LookUpError } from "./look-up-error.ts";

/** The maximum number of resources that an identity domain returns on a page. */
export const pageSize = 1000;

/** A length of a filter that fits into a URL even after percent-encoding. */
const longestFilter = 2000;

/** The arguments of a look-up for a page that begins at a resource; the first is 1. */
export function paging<Count extends string>(count: Count, startIndex: number) {
  return { ...({ [count]: pageSize } as Record<Count, number>), ...(startIndex > 1 && { startIndex }) };
}

/** The most pages that are read: a hundred thousand resources. */
const mostPages = 100;

/** The resources of all pages of a list. @throws LookUpError if the list does not end */
export async function pages<T extends { readonly id: string }>(
  ask: (startIndex: number) => Promise<{ found: T[]; total: number }>,
): Promise<T[]> {
  const all: T[] = [];
  const ids = new Set<string>();
  for (let count = 1; ; count++) {
    const { found, total } = await ask(all.length + 1);
    const known = ids.size;
    for (const one of found) {
      all.push(one);
      ids.add(one.id);
    }
    if (found.length === 0 || all.length >= total) return all;
    if (ids.size === known || count === mostPages)
      throw new LookUpError(
        `a list of the identity domain does not end: ${count} pages have ${ids.size} different resources.`,
      );
  }
}

/** Filters for resources for which one of the clauses is true: as few as the length of a URL allows. */
export function filtersOf(clauses: readonly string[]): string[] {
  const filters: string[] = [];
  for (const clause of clauses) {
    const last = filters.at(-1);
    const joined = last === undefined ? clause : `${last} or ${clause}`;
    if (last === undefined || joined.length > longestFilter) filters.push(clause);
    else filters[filters.length - 1] = joined;
  }
  return filters;
}

/** The clause of a filter for resources with a tag. */
export function tagClause(key: string, value: string): string {
  return `tags[key eq ${JSON.stringify(key)} and value eq ${JSON.stringify(value)}]`;
}
