import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";

/** An assertion that was checked, and whom it is about. */
export interface Assertion {
  readonly subject: string;
}

/** Why an assertion proves nothing. */
export interface AssertionRefusal {
  /** A sentence for the client: only of an assertion that the client did sign, else `undefined`. */
  readonly reason: string | undefined;
}

/** Checks the text of an assertion that a client has made. It counts as used from then on. */
export type AssertionReader = (
  domain: DomainContext,
  client: Resource,
  text: string,
) => Promise<Assertion | AssertionRefusal>;
