import { type Problem, renderPlace } from "../yaml/problem.ts";

/** A value of a manifest that must be unique. */
export interface UniqueValue {
  readonly key: string;
  /** Its place; a problem without a message. */
  readonly place: Problem;
  /** The message for a later place, given the earlier one. */
  readonly taken: (first: string) => string;
}

/** Values with the key of an earlier one: each problem is reported at the later place and names the earlier one. */
export function takenTwice(values: readonly UniqueValue[]): Problem[] {
  const firsts = new Map<string, Problem>();
  return values.flatMap(({ key, place, taken }) => {
    const first = firsts.get(key);
    if (!first) firsts.set(key, place);
    return first ? [{ ...place, message: taken(renderPlace(first)), otherFile: first.file }] : [];
  });
}
