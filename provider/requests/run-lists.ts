import type { Collection, IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";

/**
 * Lists that all resources of a run share: each is requested once, however many resources need it, unless it fails.
 *
 * A list shows what the domain had when it was first needed, without what this run has deleted since.
 */
export class RunLists {
  readonly #lists = new Map<string, Promise<readonly StoredResource[]>>();
  readonly #created = new Set<string>();
  readonly #removed = new Set<string>();

  /** All resources that a query finds. Resources share a list only if their queries are equal. */
  async all(domain: IdentityDomain, collection: Collection, query: Query): Promise<readonly StoredResource[]> {
    const key = JSON.stringify([domain.url, collection, query]);
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = domain.listAll(collection, { query, mayBeShared: true });
      this.#lists.set(key, list);
      list.catch(() => this.#lists.delete(key));
    }
    return (await list).filter(({ id }) => !this.#removed.has(id));
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
