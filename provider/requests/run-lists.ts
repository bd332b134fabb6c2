import type { Collection, IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";

/** What resources are told apart by. */
export type Key = (found: StoredResource) => string;

/**
 * Lists that all resources of a run share: each is requested once, however many resources need it, unless it fails.
 *
 * A list shows what the domain had when it was first needed, without what this run has deleted since.
 */
export class RunLists {
  readonly #lists = new Map<string, Promise<readonly StoredResource[]>>();
  readonly #sorted = new Map<string, Map<Key, Promise<ReadonlyMap<string, readonly StoredResource[]>>>>();
  readonly #created = new Set<string>();
  readonly #removed = new Set<string>();

  /** All resources that a query finds. Resources share a list only if their queries are equal. */
  async all(domain: IdentityDomain, collection: Collection, query: Query): Promise<readonly StoredResource[]> {
    return this.#withoutRemoved(await this.#list(domain, collection, query));
  }

  /**
   * Those of all resources that a query finds of which a key has a value. The list is sorted by the key once: a thousand resources
   * would compare a thousand of the domain each.
   *
   * @param key the same function each time
   */
  async having(
    domain: IdentityDomain,
    collection: Collection,
    query: Query,
    key: Key,
    value: string,
  ): Promise<readonly StoredResource[]> {
    const question = questionOf(domain, collection, query);
    const byKey = this.#sorted.get(question) ?? new Map<Key, Promise<ReadonlyMap<string, readonly StoredResource[]>>>();
    this.#sorted.set(question, byKey);
    let sorted = byKey.get(key);
    if (sorted === undefined) {
      sorted = this.#list(domain, collection, query).then((all) => Map.groupBy(all, key));
      byKey.set(key, sorted);
      sorted.catch(() => byKey.delete(key));
    }
    return this.#withoutRemoved((await sorted).get(value) ?? []);
  }

  #list(domain: IdentityDomain, collection: Collection, query: Query): Promise<readonly StoredResource[]> {
    const question = questionOf(domain, collection, query);
    let list = this.#lists.get(question);
    if (list === undefined) {
      list = domain.listAll(collection, { query, mayBeShared: true });
      this.#lists.set(question, list);
      list.catch(() => this.#lists.delete(question));
    }
    return list;
  }

  #withoutRemoved(found: readonly StoredResource[]): readonly StoredResource[] {
    return this.#removed.size === 0 ? found : found.filter(({ id }) => !this.#removed.has(id));
  }

  /** A resource was created. */
  created(id: string): void {
    this.#created.add(id);
  }

  /** Whether this run has created a resource: what refers to it cannot be older than the run, so that no list is needed. */
  isNew(id: string): boolean {
    return this.#created.has(id);
  }

  /** A resource was deleted. */
  removed(id: string): void {
    this.#removed.add(id);
  }
}

function questionOf(domain: IdentityDomain, collection: Collection, query: Query): string {
  return JSON.stringify([domain.url, collection, query]);
}
