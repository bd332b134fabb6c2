import { compare } from "../../wording/order.ts";
import { whereWritten } from "./origin.ts";
import { type Path, pathText, positionOf, type Source, writtenPart } from "./position.ts";

/** Something wrong in a manifest, and where. */
export interface Problem {
  readonly file: string;
  /** Counted from 1; 0 if the problem is with the file or folder itself. */
  readonly line: number;
  /** Counted from 1; 0 if the problem is with the file or folder itself. */
  readonly column: number;
  /** For example `clients[0].access[0].scopes[1]`; empty if the problem is with the file itself. */
  readonly path: string;
  readonly message: string;
  /** The file of the earlier place that it conflicts with; the message names that place. */
  readonly otherFile?: string;
}

/** A message about a value of the data of a manifest or environment; `problemAt` turns it into a problem. */
export interface Finding {
  /** The object of the data that contains the value: a client, a role assignment. */
  readonly node: object;
  /** The path from there to the value: `["access", 0, "scopes", 1]`. */
  readonly path: Path;
  readonly message: string;
}

/** All problems of the manifests that were read; the message has one per line, in file order. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const each = new Map(problems.map((problem) => [renderProblem(problem), problem]));
    super([...each.keys()].join("\n"));
    this.problems = [...each.values()];
  }
}

/** The result of a call; if it throws a ManifestError, its problems are added to the others instead. */
export function attempt<T>(problems: Problem[], load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    // One at a time: a call has not room for a hundred thousand arguments.
    for (const problem of error.problems) problems.push(problem);
    return undefined;
  }
}

/** A problem on one line: `teams/payments.yaml:12:9  clients[0].name: "Ledger" is not …`. */
export function renderProblem({ file, line, column, path, message }: Problem): string {
  return `${renderPlace({ file, line, column })}  ${path === "" ? "" : `${path}: `}${message}`;
}

/** A place in a file: `teams/payments.yaml:12:9`. */
export function renderPlace({ file, line, column }: Pick<Problem, "file" | "line" | "column">): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** The problems that involve one of the files: as their place, or as the earlier place that they conflict with. */
export function problemsOf(files: readonly string[], problems: readonly Problem[]): Problem[] {
  return problems.filter(({ file, otherFile = file }) => files.includes(file) || files.includes(otherFile));
}

/** Problems sorted by file, line and column. */
export function inFileOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

/** A problem at a path of a file, whether the path is in the file or not. */
export function problemIn(source: Source, path: Path, message: string, part: "value" | "key" = "value"): Problem {
  return { file: source.file, ...positionOf(source, path, part), path: pathText(path), message };
}

/**
 * A problem at a value of the data that `loadTeams`, `loadEnvironment` or `clientsIn` returned, shown where it is
 * written.
 *
 * `node` is any object of that data (a team, a client, an access entry, its `assign`) and `path` leads from there
 * through the data as it is in memory. Sorting, environments and defaults are undone: a scope that an environment
 * replaces is shown in that environment, an app that was found by its service at `instance`, and a value that is not
 * written at all at the entry that lacks it.
 * @throws TypeError if `node` does not come from a file.
 * @example problemAt(client, ["access", 0, "scopes", 1], `"orders.wirte" is not a scope of "Orders API".`)
 */
export function problemAt(node: object, path: Path, message: string): Problem {
  const written = whereWritten(node, path);
  if (!written) throw new TypeError("problemAt: this object was not read from a file");
  return problemIn(written.source, writtenPart(written.source, written.path), message);
}
