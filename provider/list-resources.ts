import type { Query } from "../identity-domain/identity-domain.ts";
import { nearest } from "../wording/nearest.ts";
import { quote } from "../wording/quote.ts";
import type { Domains } from "./requests/configuration.ts";
import { quoted, tagFilter, tagsOf } from "./requests/ownership.ts";
import { importId } from "./requests/resource-id.ts";
import type { ResourceType } from "./types/resource-type.ts";
import { entriesOf, isAbsent, UNKNOWN, type Values } from "./values/property-values.ts";

/** Which resources of a type are asked for, and how many of them at once. */
export interface ListQuestion {
  /** The inputs of `listInputs`. */
  readonly query: Values;
  /** The most resources of all pages together. @default all */
  readonly limit?: number;
  /** The most resources of this page. @default as many as the domain gives at once */
  readonly pageSize?: number;
  /** What the page before said about this one. @default this is the first page */
  readonly continuation?: string;
}

/** One page of resources, by the ids that an import takes. Nothing else of them was asked for. */
export interface ListedPage {
  readonly resources: readonly { readonly id: string; readonly name: string }[];
  /** For the next page; `""` after the last one. */
  readonly continuation: string;
}

/** The most resources of a page: what the domain gives at once. */
const largestPage = 1000;

/** What a query may contain, with what it means. The type's own name is compared without regard to case, as the domain does. */
export function listInputs({ nameProperty }: ResourceType): Readonly<Record<string, string>> {
  return {
    idcsEndpoint: "The identity domain's URL. Required.",
    ...(nameProperty !== undefined && { [nameProperty]: "Only resources of exactly this name." }),
    tags: "Only resources that have all of these tags.",
    filter: 'Only what this filter of the Identity Domains API finds, such as `displayName sw "payments-"`.',
  };
}

/**
 * One page of the resources of a type, with one GET; undefined if the query is not known before another resource exists.
 *
 * @throws Error if the query has no `idcsEndpoint` or an unknown member, or the continuation is not one of this plugin
 */
export async function listResources(
  type: ResourceType,
  domains: Domains,
  { query, limit = 0, pageSize = 0, continuation = "" }: ListQuestion,
): Promise<ListedPage | undefined> {
  if (JSON.stringify(query).includes(UNKNOWN)) return undefined;
  refuseUnusable(type, query);
  const { startIndex, left } = placeIn(continuation);
  const wanted = Math.min(limit > 0 ? limit : Number.POSITIVE_INFINITY, left);
  const domain = await domains.at(String(query.idcsEndpoint));
  const { nameProperty = "id" } = type;
  const page = await domain.list(type.collection, {
    query: {
      attributes: nameProperty,
      count: Math.min(wanted, pageSize > 0 ? pageSize : largestPage, largestPage),
      filter: filterOf(type, query),
      startIndex: startIndex === 1 ? undefined : startIndex,
    },
  });
  const found = page.Resources.slice(0, wanted);
  const next = startIndex + page.Resources.length;
  const isLast = found.length === 0 || next > page.totalResults || found.length >= wanted;
  return {
    resources: found.map((one) => ({
      id: importId(String(query.idcsEndpoint), type.collection, one.id),
      name: type.nameProperty === undefined ? "" : String(one[nameProperty] ?? ""),
    })),
    continuation: isLast ? "" : `${next}${Number.isFinite(wanted) ? `:${wanted - found.length}` : ""}`,
  };
}

function refuseUnusable(type: ResourceType, query: Values): void {
  const known = Object.keys(listInputs(type));
  const given = entriesOf(query).filter(([, value]) => !isAbsent(value));
  for (const [name] of given) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
    throw new Error(`"${name}" does not select resources of ${type.token}: ${known.join(", ")} do.${hint}`);
  }
  if (isAbsent(query.idcsEndpoint) || query.idcsEndpoint === "")
    throw new Error(
      `"idcsEndpoint" is missing: resources of ${type.token} are listed in one identity domain. Give its URL, such as https://idcs-….identity.oraclecloud.com.`,
    );
}

function filterOf({ nameProperty }: ResourceType, query: Values): Query[string] {
  const name = nameProperty === undefined ? undefined : query[nameProperty];
  const parts = [
    ...(isAbsent(name) ? [] : [`${nameProperty} eq ${quoted(String(name))}`]),
    ...[...tagsOf(query)].map(([key, value]) => tagFilter(key, value)),
    ...(isAbsent(query.filter) || query.filter === "" ? [] : [String(query.filter)]),
  ];
  if (parts.length <= 1) return parts[0];
  return parts.map((part) => `(${part})`).join(" and ");
}

/** `101` or, if there is a limit, `101:150`: where the page begins, and how many resources may still be given. */
function placeIn(continuation: string): { readonly startIndex: number; readonly left: number } {
  if (continuation === "") return { startIndex: 1, left: Number.POSITIVE_INFINITY };
  const [, startIndex, left] = /^([1-9]\d{0,9})(?::([1-9]\d{0,18}))?$/.exec(continuation) ?? [];
  if (startIndex === undefined)
    throw new Error(`The continuation token ${quote(continuation)} is not one of this plugin: list from the start.`);
  return { startIndex: Number(startIndex), left: left === undefined ? Number.POSITIVE_INFINITY : Number(left) };
}
