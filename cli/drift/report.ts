import { z } from "zod";
import { compare } from "../../wording/order.ts";
import type { Deviation } from "./deviation.ts";

const place = z.strictObject({
  /** Whose it is: `payments/ledger-sync`, or `environment dev`. */
  name: z.string(),
  /** Who did it, or changed the application last: a display name or an id. */
  by: z.string().optional(),
  /** When: ISO 8601, UTC. */
  at: z.string().optional(),
});

const entry = z.strictObject({
  kind: z.enum([
    "deleted",
    "changed",
    "role-revoked",
    "unassigned",
    "role-beside",
    "assigned-beside",
    "certificate",
    "secret",
  ]),
  /** In words, without whose it is. */
  what: z.string(),
  /** The attribute that differs, in the spelling of `@pulumi/oci`; only for `changed`. */
  attribute: z.string().optional(),
  /** Whether it counts: false for rights that are left alone. */
  drift: z.boolean(),
  /** Where it was found: what several applications have in common is one entry. */
  where: z.array(place).min(1),
});

/** Schema of what `idcs-apps drift --json` prints. */
export const reportSchema = z.strictObject({
  stack: z.string(),
  identityDomain: z.string(),
  /** Whether there is any drift. */
  drift: z.boolean(),
  /** How many resources were compared. */
  compared: z.int(),
  entries: z.array(entry),
  /** What was not compared, and why. */
  notes: z.array(z.string()),
});

/** What differs between a stack's manifests and the domain. It contains no secret. */
export type Report = z.output<typeof reportSchema>;

/** A difference, and where it was found. */
export type Entry = Report["entries"][number];

/** A report of deviations. */
export function reportOf(
  deviations: readonly Deviation[],
  about: Pick<Report, "stack" | "identityDomain" | "compared" | "notes">,
): Report {
  const entries = entriesOf(deviations);
  const { stack, identityDomain, compared, notes } = about;
  return { stack, identityDomain, drift: entries.some(({ drift }) => drift), compared, entries, notes };
}

/** Deviations that several applications have in common as one entry each; drift first, and then in the order of places. */
function entriesOf(deviations: readonly Deviation[]): Entry[] {
  const groups = Map.groupBy(deviations, ({ kind, words, isDrift }) => JSON.stringify([kind, words, isDrift]));
  const entries = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, words, attribute, isDrift } = first;
    const where = group.map(({ subject, by, at }) => ({ name: subject, ...(by && { by }), ...(at && { at }) }));
    where.sort((one, other) => compare(one.name, other.name));
    return [{ kind, what: words, ...(attribute !== undefined && { attribute }), drift: isDrift, where }];
  });
  const place = (one: Entry) => `${one.drift ? 0 : 1} ${one.where[0]?.name} ${one.what}`;
  return entries.sort((one, other) => compare(place(one), place(other)));
}
