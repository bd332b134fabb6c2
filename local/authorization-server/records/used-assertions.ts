import { createHash } from "node:crypto";
import type { DomainContext } from "../../domain-context.ts";

/** What identifies an assertion: its issuer, its id, and when it expires, in seconds since 1970. */
export interface AssertionMark {
  readonly issuer: string;
  readonly id: string;
  readonly expiresAt: number;
}

/**
 * Marks an assertion as used until it expires, and removes expired ones.
 *
 * @returns false when it was used before
 * @see RFC 7523, section 3, item 7; RFC 7522, section 3, item 6
 */
export function useOnce({ directory, settings }: DomainContext, { issuer, id, expiresAt }: AssertionMark): boolean {
  // A digest, because a sender may choose an id longer than any key of the journal.
  const key = createHash("sha256")
    .update(JSON.stringify([issuer, id]))
    .digest("hex");
  if (directory.byId("UsedAssertion", key) !== undefined) return false;
  const now = settings.now().getTime() / 1000;
  const expired = directory.all("UsedAssertion").filter((one) => Number(one.exp) <= now);
  directory.write([
    ...expired.map((one) => ({ collection: "UsedAssertion" as const, remove: one.id })),
    { collection: "UsedAssertion", put: { id: key, exp: expiresAt } },
  ]);
  return true;
}
