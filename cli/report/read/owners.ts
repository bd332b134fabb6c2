import type { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import type { TeamPart } from "../../../manifest/load-stack.ts";
import { havingAnyOf } from "../../drift/names.ts";

/** A team whose owner cannot be asked. */
export interface OwnerAway {
  readonly team: string;
  /** The team's part of the manifests. */
  readonly node: object;
  /** The owner's e-mail address. */
  readonly owner: string;
  /** Why, in words that follow the owner. */
  readonly why: string;
}

/**
 * The teams whose owner's address is the user name of somebody who is deactivated. An address that no user has is perhaps that of a
 * group: nothing is said of it.
 */
export async function ownersAway(domain: IdentityDomain, teams: readonly TeamPart[]): Promise<OwnerAway[]> {
  const owners = teams.map(({ owner }) => owner);
  const found = await havingAnyOf(domain, "Users", "userName", owners, "userName,active");
  const inactive = new Set(
    found.flatMap(({ userName, active }) => (active === false ? String(userName).toLowerCase() : [])),
  );
  return teams
    .filter(({ owner }) => inactive.has(owner.toLowerCase()))
    .map((node) => ({ team: node.team, node, owner: node.owner, why: "is a user of the domain who is deactivated" }));
}
