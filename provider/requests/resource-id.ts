import type { Collection } from "../../identity-domain/identity-domain.ts";

/** Where a resource is. */
export interface ResourceAddress {
  /** The identity domain's URL, as the state has it. */
  readonly endpoint: string;
  readonly id: string;
}

/**
 * The address that a Pulumi id stands for. The id is the domain's own, or has the form for imports: `idcsEndpoint/<endpoint>/apps/<id>`.
 *
 * @param endpoint the identity domain's URL in the resource's properties, if it is there
 * @throws Error if neither of them names the identity domain
 */
export function resourceAddress(collection: Collection, pulumiId: string, endpoint: unknown): ResourceAddress {
  const kind = kindIn(collection);
  const [, inId, id] = new RegExp(`^idcsEndpoint/(.+)/${kind}/([^/]+)$`).exec(pulumiId) ?? [];
  if (inId !== undefined && id !== undefined) return { endpoint: inId, id };
  if (typeof endpoint === "string" && endpoint !== "") return { endpoint, id: pulumiId };
  throw new Error(
    `"${pulumiId}" does not contain the identity domain: write ${importId("https://idcs-….identity.oraclecloud.com", collection, pulumiId)}.`,
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
