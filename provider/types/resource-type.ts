import type { IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { ResourceAddress } from "../requests/resource-id.ts";
import type { RequestedType, ResourceRequests, ResourceState, Twin } from "../requests/resource-requests.ts";
import type { Run } from "../requests/run.ts";
import type { Difference } from "../values/diff.ts";
import type { Values } from "../values/property-values.ts";

/** An update of a resource. */
export interface Update extends ResourceAddress {
  /** The properties that the resource has. */
  readonly olds: Values;
  /** The inputs that it is to have. */
  readonly news: Values;
  /** The properties that it is to have. */
  readonly planned: Values;
  /** Properties that stay although the program says otherwise. */
  readonly ignored: readonly string[];
}

/** A deletion of a resource. */
export interface Removal extends ResourceAddress {
  readonly properties: Values;
}

/** What distinguishes one resource type from another. */
export interface ResourceType extends RequestedType, Partial<SpecialOperations> {
  /** Properties that the state must never contain in clear text. */
  readonly secrets: readonly string[];
  /** The property by which people call a resource of the type. @default it has no name */
  readonly nameProperty?: string;
  /**
   * Tells resources apart, roughly: inputs and each resource that they may stand for have the same. So few resources of a long list
   * need to be compared in full.
   */
  readonly keyOf: (values: Values) => string;
  /** How to recognise a resource with these inputs in the domain; undefined if nothing identifies it. */
  readonly twinOf: (inputs: Values) => Twin | undefined;
  /** Explains why a creation, or a change of the resource `own`, was refused as a conflict, and what to do. */
  readonly explainConflict: (
    domain: IdentityDomain,
    inputs: Values,
    refusal: IdentityDomainError,
    own?: string,
  ) => Promise<IdentityDomainError>;
}

/**
 * Turns an existing resource into one of the program instead of creating one.
 *
 * @param onFound to be called with the resource's id before it is changed; throws if it is another resource of the program
 */
export type Adoption = (requests: ResourceRequests, onFound: (id: string) => void) => Promise<ResourceState>;

/** An existing resource that will become one of the program instead of creating one. */
export interface TakenOver {
  readonly id: string;
  /** Says which one, and what changes; without secrets. */
  readonly message: string;
  /** Whether more changes than who owns it. */
  readonly isChange: boolean;
}

/** How to recognise a resource by what it is, whoever created it. */
export interface SameResource {
  /** Finds it, perhaps among others. */
  readonly query: Query;
  readonly isSame: (found: Values) => boolean;
}

/** What a run has shown about the resource that is to be created or changed, and about the others of the program. */
export interface Declared {
  /** The id of the resource that is to be changed. @default none, one is to be created */
  readonly own?: string | undefined;
  /** How to recognise what an earlier run has created for the resource. @default nothing is its own */
  readonly twin?: Twin | undefined;
  /** Whether a resource of the domain gives up its name in this run: the program renames or replaces it. */
  readonly isReleased: (id: string) => boolean;
  /** Waits until the run has shown what becomes of resources of the domain that belong to the program. */
  readonly known: (ids: readonly string[]) => Promise<void>;
}

/** What a type does differently from the others, for which each operation is one request. */
export interface SpecialOperations {
  /** How to turn an existing resource into one of the program; undefined if one is to be created. */
  readonly adoptionOf: (inputs: Values) => Adoption | undefined;
  /**
   * Says in a preview which existing resource is going to be taken over; undefined if none is, as far as is known.
   *
   * @param isReleased whether the program renames or replaces a resource
   * @throws Error if it cannot become what the program says
   */
  readonly foretell: (
    requests: ResourceRequests,
    inputs: Values,
    isReleased: (id: string) => boolean,
  ) => Promise<TakenOver | undefined>;
  /**
   * Looks for a resource that is the same, whoever created it, before one is created: the domain would accept a second one.
   *
   * @throws IdentityDomainError `CONFLICT` if only other stacks have it, or if it exists more than once
   */
  readonly findSame: (requests: ResourceRequests, inputs: Values) => Promise<StoredResource | undefined>;
  /**
   * How to recognise a resource that has no tags of its stack, because somebody else has created it or it was imported;
   * undefined if nothing identifies it.
   */
  readonly sameAs: (inputs: Values) => SameResource | undefined;
  /**
   * Checks in a preview that nothing in the domain stands in the way, such as another resource with a name that must be unique.
   *
   * @throws IdentityDomainError `CONFLICT`
   */
  readonly refuseTaken: (requests: ResourceRequests, inputs: Values, declared: Declared) => Promise<void>;
  /** The resources of the same stack that have a name which the inputs ask for. @param own the id of the resource that asks */
  readonly namesakes: (domain: IdentityDomain, inputs: Values, own?: string) => Promise<readonly StoredResource[]>;
  /**
   * What a resource is while it waits for its new name, and what it is to be if that never becomes free; undefined if its name
   * does not change, or if it stays somebody else's.
   */
  readonly parking: (
    update: Pick<Update, "id" | "olds" | "news" | "planned">,
  ) => { readonly away: Values; readonly back: Values } | undefined;
  /** Completes what the program says: with what the resource has, or with what it means by omissions. */
  readonly completeInputs: (news: Values, olds: Values) => Values;
  /** Corrects the difference between the program and the state. It sends no request. */
  readonly adjustDifference: (found: Difference, address: ResourceAddress, news: Values, run: Run) => Difference;
  /** Corrects the plan of an update. @throws Error if the resource cannot be updated to what the program says */
  readonly adjustPlan: (planned: Values, olds: Values, news: Values) => Values;
  /** The names of properties that the state must not have at all, by what the resource is. */
  readonly withheld: (properties: Values) => readonly string[];
  /** Updates a resource. */
  readonly update: (requests: ResourceRequests, update: Update) => Promise<ResourceState>;
  /** Deletes a resource. @throws IdentityDomainError `NOT_FOUND` if it does not exist any more */
  readonly remove: (requests: ResourceRequests, removal: Removal) => Promise<void>;
}
