import type { DomainContext } from "../domain-context.ts";
import type { Draft, Json, JsonObject, Resource } from "../scim/json.ts";
import type { Change } from "../storage/directory.ts";
import type { Caller } from "./caller.ts";

/** A write under way. */
export interface Write {
  readonly domain: DomainContext;
  readonly caller: Caller;
  /** The resource before a PUT or PATCH; `undefined` for a POST. */
  readonly current: Resource | undefined;
}

/** The rules of a resource type beyond its attribute table. */
export interface ResourceRules {
  /** Fills in what the server computes. */
  complete?(draft: Draft, write: Write): void;
  /** Refuses, by throwing, what the table cannot express: references, combinations. */
  check?(draft: JsonObject, write: Write): void;
  /** Further changes of a write, in the same transaction. */
  alongWithWrite?(resource: Resource, write: Write): readonly Change[];
  /** Refuses, by throwing, a DELETE. `force` is `forceDelete`: delete the resource and the references to it. */
  checkDelete?(resource: Resource, domain: DomainContext, force: boolean): void;
  /** Further removals and changes of a DELETE. */
  alongWithDelete?(resource: Resource, domain: DomainContext): readonly Change[];
  /** Attributes that are computed when they are read. */
  readonly computed: Readonly<Record<string, (resource: Resource, domain: DomainContext) => Json | undefined>>;
}
