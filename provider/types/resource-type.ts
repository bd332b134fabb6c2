import type { Collection, IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { Run } from "../requests/run.ts";
import type { Values } from "../values/property-values.ts";

/** How to tell that a resource of the domain is the very one that is to be created: an earlier or a lost request made it. */
export interface Twin {
  /** Finds it, perhaps among others. */
  readonly query: Query;
  /** Whether a resource that was found is it. */
  readonly isTwin: (found: Values) => boolean;
}

/** What a delete is told. */
export interface Removal {
  readonly domain: IdentityDomain;
  /** The identity domain's URL as the state has it. */
  readonly endpoint: string;
  readonly id: string;
  readonly properties: Values;
  readonly run: Run;
}

/** What distinguishes one resource type from another. */
export interface ResourceType {
  /** Pulumi's name of the type. */
  readonly token: string;
  readonly collection: Collection;
  /** Properties that the state must never hold in clear. */
  readonly secrets: readonly string[];
  /** Attributes that cannot be asked for: their properties keep the value that the program gave. */
  readonly notShown: readonly string[];
  /** How a resource with these inputs is recognised in the domain; undefined if nothing tells it from others. */
  readonly twinOf: (inputs: Values) => Twin | undefined;
  /** Says of a refused creation, or of a refused change of the resource `own`, what is in the way. */
  readonly explainConflict: (
    domain: IdentityDomain,
    inputs: Values,
    refusal: IdentityDomainError,
    own?: string,
  ) => Promise<IdentityDomainError>;
  /** What a resource is called in messages: `application "payments-ledger" (id 0123…)`. */
  readonly describe: (found: StoredResource) => string;
  /** Deletes a resource; one that is gone already may be a `NOT_FOUND`. */
  readonly remove: (removal: Removal) => Promise<void>;
}
