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

/** What a resource type has beyond its attribute table. */
export interface ResourceRules {
  /** Fills in what the server computes. */
  complete?(draft: Draft, write: Write): void;
  /** Refuses, by throwing, what the table cannot know: references, combinations. */
  check?(draft: JsonObject, write: Write): void;
  /** What else a write changes, in the same transaction. */
  alongWithWrite?(resource: Resource, write: Write): readonly Change[];
  /** Refuses, by throwing, a DELETE. `force` is `forceDelete`: delete the resource and the references to it. */
  checkDelete?(resource: Resource, domain: DomainContext, force: boolean): void;
  /** What else a DELETE takes away or changes. */
  alongWithDelete?(resource: Resource, domain: DomainContext): readonly Change[];
  /** Attributes that are computed when they are read. */
  readonly computed: Readonly<Record<string, (resource: Resource, domain: DomainContext) => Json | undefined>>;
}
