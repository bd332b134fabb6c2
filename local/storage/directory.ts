import { type ResourceTypeName, resourceTypes } from "../schemas/resource-types.ts";
import { resolvePath, valuesAt } from "../scim/attribute-path.ts";
import type { Resource } from "../scim/json.ts";
import { Collection } from "./collection.ts";
import type { Journal } from "./journal.ts";

const internalCollections = [
  "ApiKey",
  "SigningKey",
  "RevokedToken",
  "UsedAssertion",
  "RefreshToken",
  "AuthorizationCode",
  "DeviceCode",
  "Session",
  "Consent",
  "RetryToken",
  "UtilitiesUser",
  "VaultSecret",
] as const;

/** What is stored besides the resources of the admin API. */
export type InternalCollectionName = (typeof internalCollections)[number];

/** A collection of the directory. */
export type CollectionName = ResourceTypeName | InternalCollectionName;

/** One step of a write: the resource to keep under its id, or the id to forget. */
export type Change =
  | { readonly collection: CollectionName; readonly put: Resource }
  | { readonly collection: CollectionName; readonly remove: string };

/** A change with what it is about to replace. */
interface Step {
  readonly change: Change;
  readonly collection: Collection;
  readonly id: string;
  readonly sequence: number;
  readonly before: Resource | undefined;
}

/** Everything that the domain stores: in memory and indexed for reading, in the journal permanently. */
export class Directory {
  readonly #journal: Journal;
  readonly #collections = new Map<CollectionName, Collection>();
  #sequence = 0;
  #unit: Step[] | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const type of Object.values(resourceTypes)) {
      this.#collections.set(
        type.name,
        new Collection(
          type.indexed.map((path) => {
            const chain = resolvePath(type.attributes, type.schema, path);
            if (chain === undefined) throw new TypeError(`${type.name} has no attribute ${path} to index`);
            return { path, values: (resource: Resource) => valuesAt(resource, chain) };
          }),
        ),
      );
    }
    for (const name of internalCollections) this.#collections.set(name, new Collection([]));
    const loaded = journal.load().flatMap(({ collection, stored }) => (stored ? [{ collection, ...stored }] : []));
    for (const { collection, resource, sequence } of loaded.sort((a, b) => a.sequence - b.sequence)) {
      this.#collection(collection as CollectionName).put(resource, sequence);
      this.#sequence = Math.max(this.#sequence, sequence);
    }
  }

  /** The resource of that id. */
  byId(collection: CollectionName, id: string): Resource | undefined {
    return this.#collection(collection).byId(id);
  }

  /** The resource of that id or OCID (both are accepted in paths: Oracle, "Send Requests"). */
  byIdOrOcid(collection: ResourceTypeName, idOrOcid: string): Resource | undefined {
    return this.byId(collection, idOrOcid) ?? this.matching(collection, "ocid", idOrOcid)[0];
  }

  /** All resources of a collection in the order of their creation. */
  all(collection: CollectionName): readonly Resource[] {
    return this.#collection(collection).all();
  }

  /** The resources that have the value (case-insensitive) at an indexed path. */
  matching(collection: ResourceTypeName, path: string, value: string): readonly Resource[] {
    return this.#collection(collection).matching(path, value);
  }

  /** Applies all changes or none; they are committed to the journal before any request can read them. */
  write(changes: readonly Change[]): void {
    const steps = changes.map((change) => {
      const collection = this.#collection(change.collection);
      const id = "put" in change ? change.put.id : change.remove;
      const sequence = collection.sequenceOf(id) ?? ++this.#sequence;
      return { change, collection, id, sequence, before: collection.byId(id) };
    });
    if (this.#unit === undefined) this.#commit(steps);
    else this.#unit.push(...steps);
    for (const { change, collection, id, sequence } of steps) {
      if ("put" in change) collection.put(change.put, sequence);
      else collection.remove(id);
    }
  }

  /**
   * Commits all writes of a function at once: each sees the earlier ones, and all of them are committed when it
   * returns. If
   * it or the commit throws, none of them has happened.
   */
  together<Result>(work: () => Result): Result {
    if (this.#unit !== undefined) return work();
    const unit: Step[] = [];
    this.#unit = unit;
    try {
      const result = work();
      this.#commit(unit);
      return result;
    } catch (error) {
      for (const { collection, id, sequence, before } of unit.toReversed()) {
        if (before === undefined) collection.remove(id);
        else collection.put(before, sequence);
      }
      throw error;
    } finally {
      this.#unit = undefined;
    }
  }

  #commit(steps: readonly Step[]): void {
    if (steps.length === 0) return;
    this.#journal.commit(
      steps.map(({ change, id, sequence }) => ({
        collection: change.collection,
        id,
        stored: "put" in change ? { sequence, resource: change.put } : undefined,
      })),
    );
  }

  /** Closes the journal. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  #collection(name: CollectionName): Collection {
    const collection = this.#collections.get(name);
    if (collection === undefined) throw new TypeError(`The directory has no collection ${name}`);
    return collection;
  }
}
