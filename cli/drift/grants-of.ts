import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { member } from "./deviation.ts";
import { filtersFor, havingAnyOf } from "./names.ts";

/** Everything about a grant that is shown; no secret is among it. */
const attributes = "grantMechanism,grantee,app,entitlement,tags,idcsCreatedBy,meta";

/** Finds the grants to one of some users, groups or applications, or of one of some applications; each once. */
export type FindGrants = (grantees: readonly string[], apps: readonly string[]) => Promise<readonly StoredResource[]>;

/**
 * Finds grants by filters, or among all grants of the domain if that takes fewer requests: a page has a thousand of them, and a filter
 * room for 36 ids. All grants are read once, whatever is asked.
 *
 * @param others how many requests all that is going to be asked takes, if more than one question is. @default only one is asked
 */
export function grantsIn(domain: IdentityDomain, others = 0): FindGrants {
  let all: Promise<AllGrants | undefined> | undefined;
  return async (grantees, apps) => {
    const requests = filtersFor("grantee.value", grantees).length + filtersFor("app.value", apps).length;
    if (requests === 0) return [];
    const most = Math.max(others, requests);
    all ??= most > 2 ? allGrants(domain, most) : Promise.resolve(undefined);
    const read = await all;
    const lists =
      read === undefined
        ? await Promise.all([
            havingAnyOf(domain, "Grants", "grantee.value", grantees, attributes),
            havingAnyOf(domain, "Grants", "app.value", apps, attributes),
          ])
        : [grantees.flatMap((id) => read.to.get(id) ?? []), apps.flatMap((id) => read.of.get(id) ?? [])];
    return [...new Map(lists.flat().map((grant) => [grant.id, grant])).values()];
  };
}

interface AllGrants {
  /** By who has them. */
  readonly to: ReadonlyMap<string, readonly StoredResource[]>;
  /** By the application that they are of. */
  readonly of: ReadonlyMap<string, readonly StoredResource[]>;
}

/** The most grants that one list request gives. */
const largestPage = 1000;

/** All grants of the domain; undefined if they would take more requests than `most`: they are only counted then. */
async function allGrants(domain: IdentityDomain, most: number): Promise<AllGrants | undefined> {
  const { totalResults } = await domain.list("Grants", { query: { attributes: "grantMechanism", count: 1 } });
  if (1 + totalResults / largestPage > most) return undefined;
  const grants = await domain.listAll("Grants", { query: { attributes } });
  return {
    to: Map.groupBy(grants, ({ grantee }) => String(member(grantee, "value"))),
    of: Map.groupBy(grants, ({ app }) => String(member(app, "value"))),
  };
}
