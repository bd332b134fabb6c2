import type { Json, Resource } from "../scim/json.ts";

/** A path whose values are indexed, and how to read them. */
export interface IndexedPath {
  readonly path: string;
  readonly values: (resource: Resource) => readonly Json[];
}

/** The resources of one type in the order of their creation, with indexes over some of their values. */
export class Collection {
  readonly #resources = new Map<string, { resource: Resource; sequence: number }>();
  readonly #indexes: readonly { readonly indexed: IndexedPath; readonly ids: Map<string, Set<string>> }[];

  constructor(indexed: readonly IndexedPath[]) {
    this.#indexes = indexed.map((one) => ({ indexed: one, ids: new Map() }));
  }

  byId(id: string): Resource | undefined {
    return this.#resources.get(id)?.resource;
  }

  sequenceOf(id: string): number | undefined {
    return this.#resources.get(id)?.sequence;
  }

  all(): readonly Resource[] {
    return [...this.#resources.values()].map(({ resource }) => resource);
  }

  matching(path: string, value: string): readonly Resource[] {
    const index = this.#indexes.find(({ indexed }) => indexed.path === path);
    if (index === undefined) throw new TypeError(`${path} is not indexed`);
    return [...(index.ids.get(value.toLowerCase()) ?? [])].flatMap((id) => this.byId(id) ?? []);
  }

  put(resource: Resource, sequence: number): void {
    this.#forget(resource.id);
    this.#resources.set(resource.id, { resource, sequence });
    for (const { indexed, ids } of this.#indexes) {
      for (const value of indexed.values(resource)) {
        const key = String(value).toLowerCase();
        const holders = ids.get(key);
        if (holders === undefined) ids.set(key, new Set([resource.id]));
        else holders.add(resource.id);
      }
    }
  }

  remove(id: string): void {
    this.#forget(id);
    this.#resources.delete(id);
  }

  #forget(id: string): void {
    const previous = this.byId(id);
    if (previous === undefined) return;
    for (const { indexed, ids } of this.#indexes) {
      for (const value of indexed.values(previous)) {
        const key = String(value).toLowerCase();
        const holders = ids.get(key);
        holders?.delete(id);
        if (holders?.size === 0) ids.delete(key);
      }
    }
  }
}
