import { ManifestError, type Problem, problemAt } from "../../../manifest/yaml/problem.ts";
import type { Author } from "../../../wording/who-and-when.ts";
import type { ReportFinding } from "../json.ts";
import { type Kind, kinds } from "./kinds.ts";

/** A finding before it is decided whether an exception archives it. */
export interface Found extends Author {
  readonly kind: Kind;
  readonly environment: string;
  /** `<team>/<client>`, or what else it is about. */
  readonly subject: string;
  /** What tells it from others of its kind at the subject: what an exception names in its `for`. */
  readonly about?: string;
  readonly what: string;
  /** The object of the manifests that it is about. */
  readonly node?: object;
  readonly path?: readonly (string | number)[];
  /** Why it is accepted without an exception: the environment's file lists it, or the manifest says so. */
  readonly accepted?: string;
}

/** A finding that nobody has accepted yet. */
export function findingOf(found: Found): ReportFinding {
  const { kind, environment, subject, about, what, by, at, accepted } = found;
  const { severity, advice } = kinds[kind];
  const place = placeOf(found);
  return {
    id: [kind, subject, ...(about === undefined ? [] : [about])].join(":"),
    environment,
    kind,
    severity,
    subject,
    what,
    advice,
    status: accepted === undefined ? "active" : "archived",
    ...(accepted !== undefined && { archived: { reason: accepted } }),
    ...(place && { place }),
    ...(by !== undefined && { by }),
    ...(at !== undefined && { at }),
  };
}

function placeOf({ node, path = [] }: Found): ReportFinding["place"] {
  const problem = node && problemOf(node, path);
  return problem && { file: problem.file, line: problem.line, column: problem.column };
}

function problemOf(node: object, path: readonly (string | number)[]): Problem | undefined {
  try {
    return problemAt(node, path, "");
  } catch (error) {
    // Not everything of the data is written in a file.
    if (error instanceof TypeError || error instanceof ManifestError) return undefined;
    throw error;
  }
}
