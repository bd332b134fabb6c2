import type { Collection, IdentityDomain } from "../identity-domain/client.ts";
import type { Values } from "./property-values.ts";

/** What distinguishes one resource type from another. */
export interface ResourceType {
  /** Pulumi's name of the type. */
  readonly token: string;
  readonly collection: Collection;
  /** Properties that the state must never hold in clear. */
  readonly secrets: readonly string[];
  /** Deletes a resource; one that is gone already is no failure. */
  readonly remove: (domain: IdentityDomain, id: string, properties: Values) => Promise<void>;
}
