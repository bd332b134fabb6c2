import type {
  Collection,
  IdentityDomain,
  Query,
  RequestOptions,
  StoredResource,
} from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { tagFilter } from "./ownership.ts";

type Listed = ReadonlyMap<string, StoredResource>;

/** How long a list answers, in milliseconds. */
const lifetime = 60_000;

/** The most that one list request gives. */
const pageSize = 1000;

/**
 * What a stack has in a domain, by list requests: one for a thousand resources in place of a GET for each.
 *
 * A list answers for a minute, and never after `forget`.
 */
export class StackLists {
  readonly #clock: () => number;
  readonly #lists = new Map<string, { readonly since: number; readonly listed: Promise<Listed> }>();

  /** @param clock milliseconds that only ever grow */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * A resource as the list of its stack shows it; undefined if it is not in it.
   *
   * @param stack the value of the stack's tag
   * @param options what a GET of the resource would be asked with
   */
  async find(
    domain: IdentityDomain,
    collection: Collection,
    id: string,
    stack: string,
    options: RequestOptions,
  ): Promise<StoredResource | undefined> {
    const key = JSON.stringify([domain.url, collection, stack, options]);
    const now = this.#clock();
    let list = this.#lists.get(key);
    if (list === undefined || now - list.since >= lifetime) {
      list = { since: now, listed: listed(domain, collection, stack, options) };
      this.#lists.set(key, list);
    }
    return (await list.listed).get(id);
  }

  /** To be called around every write: what was listed may be otherwise now. */
  forget(): void {
    this.#lists.clear();
  }
}

/** All resources that a filter finds, page by page. */
export async function listAll(
  domain: IdentityDomain,
  collection: Collection,
  { query, headers }: RequestOptions & { readonly query: Query },
): Promise<StoredResource[]> {
  const found: StoredResource[] = [];
  for (;;) {
    const startIndex = found.length === 0 ? undefined : found.length + 1;
    const page = await domain.list(collection, {
      query: { ...query, count: pageSize, startIndex },
      ...(headers !== undefined && { headers }),
    });
    found.push(...(page.Resources as StoredResource[]));
    if (page.Resources.length === 0 || found.length >= page.totalResults) return found;
  }
}

/** Where a list is refused, nothing is in it: a GET then tells why, or what the list could not. */
async function listed(
  domain: IdentityDomain,
  collection: Collection,
  stack: string,
  options: RequestOptions,
): Promise<Listed> {
  try {
    const query = { ...options.query, filter: tagFilter(ownershipTags.stack, stack) };
    const found = await listAll(domain, collection, { ...options, query });
    return new Map(found.map((resource) => [resource.id, resource]));
  } catch (error) {
    if (error instanceof IdentityDomainError) return new Map();
    throw error;
  }
}
