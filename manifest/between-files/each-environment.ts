import { positionOf } from "../yaml/position.ts";
import { originOf, type Problem, renderPlace } from "../yaml/problem.ts";

/**
 * The problems of each environment; those at the same place and with the same other file only once. If no environment
 * is known, those of one with an arbitrary name.
 */
export function inEachEnvironment(
  environments: readonly string[],
  problemsIn: (environment: string) => readonly Problem[],
): Problem[] {
  const found = new Map<string, Problem>();
  for (const environment of environments.length > 0 ? environments : ["dev"]) {
    for (const problem of problemsIn(environment)) {
      const place = `${renderPlace(problem)} ${problem.path} ${problem.otherFile}`;
      if (!found.has(place)) found.set(place, problem);
    }
  }
  return [...found.values()];
}

/** Compares two objects of manifests by their places in the files. */
export function byPlace(a: object, b: object): number {
  const [first, second] = [originOf(a), originOf(b)];
  if (!first || !second) return 0;
  if (first.source.file !== second.source.file) return first.source.file < second.source.file ? -1 : 1;
  return positionOf(first.source, first.path).line - positionOf(second.source, second.path).line;
}
