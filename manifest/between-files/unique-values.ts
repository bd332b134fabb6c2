import { type Problem, renderPlace } from "../yaml/problem.ts";

/** A value of a manifest that must be unique. */
export interface UniqueValue {
  readonly key: string;
  /** Its place; a problem without a message. */
  readonly place: Problem;
  /** The message for a later place, given the earlier one. */
  readonly taken: (first: string) => string;
}

/**
 * Values with the key of an earlier one of the same list: each problem is reported at the later place and names the
 * earlier one. Problems at the same place and with the same other file, from several lists, are reported once.
 *
 * @param lists of one kind of value: one list for each environment, for example
 */
export function takenTwice(lists: readonly (readonly UniqueValue[])[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of lists.flatMap(takenInOne)) {
    const place = `${renderPlace(problem)} ${problem.path} ${problem.otherFile}`;
    if (!found.has(place)) found.set(place, problem);
  }
  return [...found.values()];
}

function takenInOne(values: readonly UniqueValue[]): Problem[] {
  const firsts = new Map<string, Problem>();
  return values.flatMap(({ key, place, taken }) => {
    const first = firsts.get(key);
    if (!first) firsts.set(key, place);
    return first ? [{ ...place, message: taken(renderPlace(first)), otherFile: first.file }] : [];
  });
}
