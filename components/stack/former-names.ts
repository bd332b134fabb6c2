import * as pulumi from "@pulumi/pulumi";
import type { FormerName } from "../../manifest/keys-and-defaults/names-and-environments.ts";
import { componentTypes } from "../../naming/resource-names.ts";

/** What the former names of a client or resource application are derived from. */
export interface Renamed {
  readonly name: string;
  readonly was: readonly FormerName[];
}

/**
 * Aliases for what a resource was called in the state: its former names, each under the team that it belonged to, and without a
 * team. `pulumi state move` leaves the team away if it does not move the team too.
 *
 * @param team the team that has it now
 * @param suffix what the resource's name adds to that of the client or resource application
 */
export function formerNames(
  { name, was }: Renamed,
  team: { readonly name: string; readonly isMoved: boolean },
  suffix = "",
): pulumi.Alias[] {
  const inTeams = was.map((former) => ({
    name: `${former.team}/${former.client}${suffix}`,
    parent: pulumi.createUrn(former.team, componentTypes.team),
  }));
  const moved = was.filter((former) => team.isMoved || former.team !== team.name);
  const alone = [...moved, ...(team.isMoved ? [{ team: team.name, client: name }] : [])];
  return [
    ...inTeams,
    ...alone.map((former) => ({ name: `${former.team}/${former.client}${suffix}`, parent: pulumi.rootStackResource })),
  ];
}
