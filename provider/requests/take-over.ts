import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Shape } from "../property-table/property-table.ts";
import { difference } from "../values/diff.ts";
import { keptValues } from "../values/kept-values.ts";
import { plan } from "../values/plan.ts";
import type { Values } from "../values/property-values.ts";
import { ownersIn } from "./ownership.ts";
import type { ResourceRequests, ResourceState } from "./resource-requests.ts";

/**
 * Takes over a resource that an earlier or a lost request has created, or an assignment that anybody has created: changes it to
 * what the program says.
 *
 * @param completed completes what the program says by what was found
 * @throws Error if it differs in properties that cannot be changed
 */
export async function takeOver(
  requests: ResourceRequests,
  twin: StoredResource,
  declared: Values,
  completed: (found: Values) => Values = () => declared,
): Promise<ResourceState> {
  const { shape } = requests;
  const state = requests.foundIn(await requests.read(twin.id, declared), declared);
  const inputs = completed(state.properties);
  // What the domain adds to `schemas` is no reason to write, nor are tags a reason to replace the resource.
  const ignored = isUpdatable(shape) ? ["schemas"] : ["schemas", "tags"];
  const { changes, replaces } = difference(shape, state.properties, inputs, ignored);
  if (replaces.length > 0) throw new Error(unlike(requests, twin, keptValues(state.properties, changes)));
  if (changes.length === 0) return state;
  return requests.replace(twin.id, state.properties, plan(shape, inputs, state.properties));
}

function isUpdatable(shape: Shape): boolean {
  return Object.values(shape).some(({ input, forceNew }) => input !== undefined && !forceNew);
}

function unlike({ type, domain }: ResourceRequests, twin: StoredResource, kept: string): string {
  const why = ownersIn(twin) === undefined ? "which is the same" : "which belongs to this resource by its tags";
  return [
    `The identity domain ${domain.url} already has the ${type.describe(twin)}, ${why}, but with ${kept}, which cannot be changed.`,
    "Declare it with that, or delete it first.",
  ].join("\n");
}
