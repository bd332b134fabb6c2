import type { StoredResource } from "../identity-domain/identity-domain.ts";
import { isNotFound } from "../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../naming/ownership-tags.ts";
import { stackOf, tagFilter } from "../provider/requests/ownership.ts";
import { type ResourceRequests, requestOptions } from "../provider/requests/resource-requests.ts";
import type { ResourceType } from "../provider/types/resource-type.ts";
import { isEmpty, UNKNOWN, type Values } from "../provider/values/property-values.ts";

/**
 * The resource of the domain that stands for a declared one, as a GET of it would show it: by its OCID if the program adopts it,
 * otherwise by its ownership tags, otherwise by what it is. Resources of a stack share one list of each collection.
 *
 * @returns undefined if there is none, or if it depends on one that is yet to be created
 */
export async function findLive(
  type: ResourceType,
  requests: ResourceRequests,
  inputs: Values,
): Promise<StoredResource | undefined> {
  if (!isEmpty(inputs.ocid)) return adopted(requests, inputs);
  const ofStack = await resourcesOfStack(type, requests, inputs);
  const twin = type.twinOf(inputs);
  const [own, another] = ofStack.filter((found) => twin?.isTwin(found));
  if (another === undefined && own !== undefined) return own;
  if (another !== undefined && twin !== undefined) return listedAgain(type, requests, inputs, twin);
  const same = type.sameAs?.(inputs);
  return same && listedAgain(type, requests, inputs, { query: same.query, isTwin: same.isSame });
}

async function adopted({ domain }: ResourceRequests, inputs: Values): Promise<StoredResource | undefined> {
  if (inputs.ocid === UNKNOWN) return undefined;
  try {
    return await domain.read("Apps", String(inputs.ocid), requestOptions(inputs));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The resources of the collection with the tag of the stack that the inputs may stand for; one request for a thousand. */
async function resourcesOfStack(
  { keyOf, collection }: ResourceType,
  { domain, run }: ResourceRequests,
  inputs: Values,
): Promise<readonly StoredResource[]> {
  const stack = stackOf(inputs);
  if (stack === undefined) return [];
  const { query } = requestOptions(inputs);
  const ofStack = { ...query, filter: tagFilter(ownershipTags.stack, stack) };
  return run.lists.having(domain, collection, ofStack, keyOf, keyOf(inputs));
}

type Recognised = Pick<NonNullable<ReturnType<ResourceType["twinOf"]>>, "query" | "isTwin">;

/** Finds one by a list of its own, which may show less of it than a GET. */
async function listedAgain(
  { collection, keyOf }: ResourceType,
  { domain, run }: ResourceRequests,
  inputs: Values,
  { query, isTwin }: Recognised,
): Promise<StoredResource | undefined> {
  const listed = await run.lists.having(domain, collection, query, keyOf, keyOf(inputs));
  const found = listed.find(isTwin);
  return found && domain.read(collection, found.id, requestOptions(inputs));
}
