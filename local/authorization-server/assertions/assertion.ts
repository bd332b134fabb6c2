import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";

/** An assertion that was checked, and its subject. */
export interface Assertion {
  readonly subject: string;
}

/** Why an assertion proves nothing. */
export interface AssertionRefusal {
  /** A sentence for the client, if it signed the assertion; otherwise `undefined`. */
  readonly sentence: string | undefined;
  /** For the request log. */
  readonly reason: string;
}

/** Checks the text of an assertion of a client. It counts as used from then on. */
export type AssertionReader = (
  domain: DomainContext,
  client: Resource,
  text: string,
) => Promise<Assertion | AssertionRefusal>;

/** A refusal of an assertion that the client signed: the client is told why. */
export function refusedClaim(sentence: string): AssertionRefusal {
  return { sentence, reason: sentence };
}

/** A refusal of an assertion that anyone may have written: only the request log says why. */
export function unproven(reason: string): AssertionRefusal {
  return { sentence: undefined, reason };
}
