import * as pulumi from "@pulumi/pulumi";
import type { FormerName } from "../../manifest/keys-and-defaults/names-and-environments.ts";
import { componentTypes } from "../../naming/resource-names.ts";

/** Aliases for the former names of a resource, each under the team that it belonged to. */
export function formerNames(was: readonly FormerName[], suffix = ""): pulumi.Alias[] {
  return was.map(({ team, client }) => ({
    name: `${team}/${client}${suffix}`,
    parent: pulumi.createUrn(team, componentTypes.team),
  }));
}
