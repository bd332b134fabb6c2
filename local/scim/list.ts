import type { AttributeTable } from "./attribute.ts";
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
 * than 0 as 50), or OCI's `page`, the token of an earlier answer, and `limit`: these two take precedence.
 *
 * @throws ScimError `invalidParameter` when one is not a whole number, or the page is not from an earlier answer
 * @see npm `oci-identitydomains`, list-apps-request; Oracle, "Query Parameters"
 */
export function readPage(parameters: URLSearchParams): Page {
  const count = wholeNumber(parameters, "limit") ?? wholeNumber(parameters, "count") ?? defaultCount;
  return {
    startIndex: Math.max(1, startOfPage(parameters) ?? wholeNumber(parameters, "startIndex") ?? 1),
    count: count < 0 ? defaultCount : Math.min(count, maximumCount),
  };
}

function pageToken(startIndex: number): string {
  return Buffer.from(`startIndex=${startIndex}`).toString("base64url");
}

function startOfPage(parameters: URLSearchParams): number | undefined {
  const token = parameters.get("page");
  if (token === null || token === "") return undefined;
  const [, start] = /^startIndex=(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (start === undefined) throw new ScimError("invalidParameter", "page: it must be the opc-next-page of an answer.");
  return Number(start);
}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === "") return undefined;
  if (!/^-?\d+$/.test(text)) throw new ScimError("invalidParameter", `${name}: ${text} is not a whole number.`);
  return Number(text);
}

/** A page of a list, and the token of the next one, if any. */
export interface ListAnswer {
  readonly body: JsonObject;
  /** The value of the `opc-next-page` header, to be sent back as `page`. */
  readonly nextPage: string | undefined;
}

/** Cuts out the page that the request asks for and shows the resources of it. */
export function listAnswer<R>(
  parameters: URLSearchParams,
  found: readonly R[],
  shown: (resource: R) => JsonObject,
): ListAnswer {
  const page = readPage(parameters);
  const end = page.startIndex - 1 + page.count;
  return {
    body: listResponse(page, found.length, found.slice(page.startIndex - 1, end).map(shown)),
    nextPage: end < found.length && page.count > 0 ? pageToken(end + 1) : undefined,
  };
}

/**
 * The projections without duplicates, each reduced to the requested attributes: those that are always shown, such as
 * the
 * id, would make each of them different.
 */
export function distinct(projections: readonly JsonObject[], named: ReadonlySet<string>): readonly JsonObject[] {
  const seen = new Map<string, JsonObject>();
  for (const projection of projections) {
    const reduced = Object.fromEntries(Object.entries(projection).filter(([name]) => named.has(name)));
    seen.set(JSON.stringify(reduced), reduced);
  }
  return [...seen.values()];
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
 * Sorts by `sortBy` and `sortOrder` (`ascending` unless `descending`, case-insensitive); resources without the
 * attribute come
 * last when ascending.
 *
 * @throws ScimError `invalidParameter` for an unknown attribute or order
 * @see RFC 7644, section 3.4.2.3
 */
export function sorted<R extends JsonObject>(
  type: AttributeTable,
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
