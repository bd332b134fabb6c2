import { UnknownNamesError } from "../components/look-up/named.ts";
import { ManifestError, type Problem, problemAt } from "../manifest/yaml/problem.ts";

/** What is wrong in the project's files, of an error of `planStack`; undefined if it is another error. */
export function problemsOfPlan(error: unknown): readonly Problem[] | undefined {
  if (error instanceof ManifestError) return error.problems;
  if (!(error instanceof UnknownNamesError)) return undefined;
  return error.unknown.map(({ node, path, message }) => problemAt(node, path, message));
}
