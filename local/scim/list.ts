import type { ResourceType } from "../schemas/resource-types.ts";
import { resolvePath, valuesAt } from "./attribute-path.ts";
import type { Json, JsonObject } from "./json.ts";
import { ScimError } from "./scim-error.ts";

/** One page of a list request. */
export interface Page {
  readonly startIndex: number;
  readonly count: number;
}

const defaultCount = 50;
const maximumCount = 1000;

/**
 * Reads `startIndex` (1-based; less than 1 counts as 1) and `count` (default 50, more than 1000 counts as 1000, less
 * than 0 as 50).
 *
 * @throws ScimError `invalidParameter` when one is not a whole number
 * @see npm `oci-identitydomains`, list-apps-request; Oracle, "Query Parameters"
 */
export function readPage(parameters: URLSearchParams): Page {
  const count = wholeNumber(parameters, "count") ?? defaultCount;
  return {
    startIndex: Math.max(1, wholeNumber(parameters, "startIndex") ?? 1),
    count: count < 0 ? defaultCount : Math.min(count, maximumCount),
  };
}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === "") return undefined;
  if (!/^-?\d+$/.test(text)) throw new ScimError("invalidParameter", `${name}: ${text} is not a whole number.`);
  return Number(text);
}

/** The body of a list answer; `itemsPerPage` is the requested page size, not the number of resources in it. */
export function listResponse(page: Page, totalResults: number, resources: readonly JsonObject[]): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults,
    Resources: resources,
    startIndex: page.startIndex,
    itemsPerPage: page.count,
  };
}

/**
 * Sorts by `sortBy` and `sortOrder` (`ascending` unless `descending`, any case); resources without the attribute come
 * last when ascending.
 *
 * @throws ScimError `invalidParameter` for an unknown attribute or order
 * @see RFC 7644, section 3.4.2.3
 */
export function sorted<R extends JsonObject>(
  type: ResourceType,
  resources: readonly R[],
  parameters: URLSearchParams,
): readonly R[] {
  const by = parameters.get("sortBy");
  const order = (parameters.get("sortOrder") || "ascending").toLowerCase();
  if (order !== "ascending" && order !== "descending") {
    throw new ScimError("invalidParameter", `sortOrder: ${order} is not one of ascending, descending.`);
  }
  if (by === null || by === "") return resources;
  const chain = resolvePath(type.attributes, type.schema, by);
  if (chain === undefined) throw new ScimError("invalidParameter", `sortBy: ${type.name} has no attribute ${by}.`);
  const caseExact = chain.at(-1)?.caseExact === true;
  const keyed = resources.map((resource) => ({ resource, key: sortKey(valuesAt(resource, chain)[0], caseExact) }));
  keyed.sort((a, b) => comparedKeys(a.key, b.key));
  if (order === "descending") keyed.reverse();
  return keyed.map(({ resource }) => resource);
}

type SortKey = string | number | undefined;

function sortKey(value: Json | undefined, caseExact: boolean): SortKey {
  if (typeof value === "number") return value;
  if (typeof value === "string") return caseExact ? value : value.toLowerCase();
  return value === undefined ? undefined : String(value);
}

function comparedKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
