import type { Collection } from "../../identity-domain/identity-domain.ts";
import type { ResourceType } from "../types/resource-type.ts";

/** Where a resource is. */
export interface ResourceAddress {
  readonly endpoint: string;
  readonly id: string;
}

/**
 * Where the resource with a Pulumi id is: the domain's own id, or the form for imports, `idcsEndpoint/<endpoint>/apps/<id>`.
 *
 * @param endpoint the identity domain's URL among the resource's properties, if it has any
 * @throws Error if there is no endpoint
 */
export function resourceAddress(type: ResourceType, pulumiId: string, endpoint: unknown): ResourceAddress {
  const kind = kindIn(type.collection);
  const [, inId, id] = new RegExp(`^idcsEndpoint/(.+)/${kind}/([^/]+)$`).exec(pulumiId) ?? [];
  if (inId !== undefined && id !== undefined) return { endpoint: inId, id };
  if (typeof endpoint === "string" && endpoint !== "") return { endpoint, id: pulumiId };
  throw new Error(
    `"${pulumiId}" does not say in which identity domain it is: write ${importId("https://idcs-….identity.oraclecloud.com", type.collection, pulumiId)}.`,
  );
}

/** The id by which a resource is imported. */
export function importId(endpoint: string, collection: Collection, id: string): string {
  return `idcsEndpoint/${endpoint}/${kindIn(collection)}/${id}`;
}

/** `apps` of `Apps`, `oAuthClientCertificates` of `OAuthClientCertificates`. */
function kindIn(collection: Collection): string {
  return collection.slice(0, 1).toLowerCase() + collection.slice(1);
}
