import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Shape } from "../property-table/property-table.ts";
import { difference } from "../values/diff.ts";
import { whatIsKept } from "../values/kept-values.ts";
import { plan } from "../values/plan.ts";
import type { Values } from "../values/property-values.ts";
import type { ResourceRequests, ResourceState } from "./resource-requests.ts";

/**
 * Makes a resource that the domain holds already, because an earlier or a lost request made it, exactly what was asked for.
 *
 * @throws Error if it differs in what cannot be changed
 */
export async function takeOver(
  requests: ResourceRequests,
  domain: IdentityDomain,
  twin: StoredResource,
  inputs: Values,
): Promise<ResourceState> {
  const { shape } = requests;
  const state = requests.foundIn(await requests.read(domain, twin.id, inputs), inputs);
  // The domain's own additions to `schemas` are no reason to write, nor are tags one to make another resource.
  const ignored = isUpdatable(shape) ? ["schemas"] : ["schemas", "tags"];
  const { changes, replaces } = difference(shape, state.properties, inputs, ignored);
  if (replaces.length > 0) throw new Error(unlike(requests, domain, twin, whatIsKept(state.properties, changes)));
  if (changes.length === 0) return state;
  return requests.replace(domain, twin.id, state.properties, plan(shape, inputs, state.properties));
}

function isUpdatable(shape: Shape): boolean {
  return Object.values(shape).some(({ input, forceNew }) => input !== undefined && !forceNew);
}

function unlike({ type }: ResourceRequests, domain: IdentityDomain, twin: StoredResource, kept: string): string {
  return [
    `The identity domain ${domain.url} holds the ${type.describe(twin)} of this very resource already, by its tags, but with ${kept}, which cannot be changed.`,
    "Declare it with that, or delete that one first.",
  ].join("\n");
}
