import type { ResourceType } from "./resource-type.ts";

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
  const kind = type.collection.toLowerCase();
  const [, inId, id] = new RegExp(`^idcsEndpoint/(.+)/${kind}/([^/]+)$`).exec(pulumiId) ?? [];
  if (inId !== undefined && id !== undefined) return { endpoint: inId, id };
  if (typeof endpoint === "string" && endpoint !== "") return { endpoint, id: pulumiId };
  throw new Error(
    `"${pulumiId}" does not say in which identity domain it is: write idcsEndpoint/https://idcs-….identity.oraclecloud.com/${kind}/${pulumiId}.`,
  );
}
