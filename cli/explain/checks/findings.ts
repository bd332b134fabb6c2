/**
 * What a check says about a possible cause:
 * - `confirmed`: it is the cause, or one of them
 * - `likely`: it fits what was found, without proof
 * - `ruled-out`: it is not the cause
 * - `open`: nobody could check it
 */
export type Verdict = "confirmed" | "likely" | "ruled-out" | "open";

/** The result of one check. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was asked, and what was found: shown as a line of `checked`. Absent if nothing was asked. */
  readonly checked?: string;
  /** What to do, if the check knows it better than the cause: with the place in a manifest, if it is the manifest's. */
  readonly fix?: string;
}

/** A finding that says that a cause applies. */
export function confirmed(checked: string, fix?: string): Finding {
  return { verdict: "confirmed", checked, ...(fix !== undefined && { fix }) };
}

/** A finding that says that a cause does not apply. */
export function ruledOut(checked: string): Finding {
  return { verdict: "ruled-out", checked };
}

/** A finding that fits, but proves nothing. */
export function likely(checked: string, fix?: string): Finding {
  return { verdict: "likely", checked, ...(fix !== undefined && { fix }) };
}

/** What was found elsewhere leaves no room for the cause: nothing had to be asked. */
export const moot: Finding = { verdict: "ruled-out" };

/** No finding: there was nothing to ask. */
export const open: Finding = { verdict: "open" };
