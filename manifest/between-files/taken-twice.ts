import { type Problem, renderPlace } from "../yaml/problem.ts";

/** Something that may be claimed once. */
export interface Claim {
  readonly key: string;
  /** Where it is claimed; a problem without words. */
  readonly place: Problem;
  /** What the later one did wrong, given the place of the earlier one. */
  readonly taken: (first: string) => string;
}

/** The claims of what an earlier one has: each problem stands at the later place and names the earlier one. */
export function repeats(claims: readonly Claim[]): Problem[] {
  const firsts = new Map<string, Problem>();
  return claims.flatMap(({ key, place, taken }) => {
    const first = firsts.get(key);
    if (!first) firsts.set(key, place);
    return first ? [{ ...place, message: taken(renderPlace(first)), otherFile: first.file }] : [];
  });
}
