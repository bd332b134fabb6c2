import type {
  Collection,
  IdentityDomain,
  RequestOptions,
  StoredResource,
} from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { tagFilter } from "./ownership.ts";

type Listed = ReadonlyMap<string, StoredResource>;

/** How long a list is used, in milliseconds. */
const lifetime = 60_000;

/**
 * The resources of a stack in a domain, from list requests: one for a thousand resources instead of a GET for each.
 *
 * A list is used for a minute, and not after `forget`.
 */
export class StackLists {
  readonly #clock: () => number;
  readonly #lists = new Map<string, { readonly since: number; readonly listed: Promise<Listed> }>();

  /** @param clock a monotonic clock, in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * A resource as the list of its stack shows it; undefined if the list does not contain it.
   *
   * @param stack the value of the stack's tag
   * @param options those that a GET of the resource would have
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

  /** Runs requests that write. Lists that were read before, or meanwhile, are discarded: they may be outdated. */
  async discardedBy<T>(write: () => Promise<T>): Promise<T> {
    this.#lists.clear();
    try {
      return await write();
    } finally {
      this.#lists.clear();
    }
  }
}

/** A list that is refused counts as empty: a GET of the resource then succeeds, or tells the reason. */
async function listed(
  domain: IdentityDomain,
  collection: Collection,
  stack: string,
  options: RequestOptions,
): Promise<Listed> {
  try {
    const query = { ...options.query, filter: tagFilter(ownershipTags.stack, stack) };
    const found = await domain.listAll(collection, { ...options, query });
    return new Map(found.map((resource) => [resource.id, resource]));
  } catch (error) {
    if (error instanceof IdentityDomainError) return new Map();
    throw error;
  }
}
