import { type Path, pathText, positionOf, type Source, writtenPart } from "./position.ts";

/** Something wrong in a manifest, and where. */
export interface Problem {
  readonly file: string;
  /** Counted from 1; 0 if the problem is the file or folder itself. */
  readonly line: number;
  /** Counted from 1; 0 if the problem is the file or folder itself. */
  readonly column: number;
  /** For example `clients[0].access[0].scopes[1]`; empty if the problem is the file itself. */
  readonly path: string;
  readonly message: string;
  /** The file of the earlier place that it collides with, which the message names. */
  readonly otherFile?: string;
}

/** All problems of the manifests that were read, one a line, in file order. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const each = new Map(problems.map((problem) => [renderProblem(problem), problem]));
    super([...each.keys()].join("\n"));
    this.problems = [...each.values()];
  }
}

/** What a call gives; the problems for which it gives nothing are added to the others. */
export function attempt<T>(problems: Problem[], load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    problems.push(...error.problems);
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

/** Those problems that one of the files has part in: it is the place, or the earlier place that the problem collides with. */
export function problemsOf(files: readonly string[], problems: readonly Problem[]): Problem[] {
  return problems.filter(({ file, otherFile = file }) => files.includes(file) || files.includes(otherFile));
}

/** A problem at a path of a file, whether something is written there or is missing. */
export function problemIn(source: Source, path: Path, message: string, part: "value" | "key" = "value"): Problem {
  return { file: source.file, ...positionOf(source, path, part), path: pathText(path), message };
}

/**
 * A problem at a value of the data that `loadTeams`, `loadEnvironment` or `clientsIn` gave, shown where it is written.
 *
 * `node` is any object of that data (a team, a client, an access entry, its `assign`) and `path` leads from there
 * through the data as it is in memory. Sorting, environments and defaults are undone: a scope that an environment put
 * in its place is shown in that environment, an app that was found by its service at `instance`, and a value that was
 * not written at all at the entry that lacks it.
 * @throws TypeError if `node` does not come from a file.
 * @example problemAt(client, ["access", 0, "scopes", 1], `"orders.wirte" is not a scope of "Orders API".`)
 */
export function problemAt(node: object, path: Path, message: string): Problem {
  let origin = origins.get(node);
  if (!origin) throw new TypeError("problemAt: this object was not read from a file");
  let value: unknown = node;
  let rest: Path = [];
  for (const part of path) {
    value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    const nearer = isObject(value) ? origins.get(value) : undefined;
    rest = nearer ? [] : [...rest, part];
    origin = nearer ?? origin;
  }
  const { source, written } = origin;
  const first = String(rest[0]);
  const moved = written && Object.hasOwn(written, first) ? written[first] : undefined;
  const full = [...origin.path, ...(moved ? [...moved, ...rest.slice(1)] : rest)];
  return problemIn(source, writtenPart(source, full), message);
}

/** Where an object of the data is written. */
export interface Origin {
  readonly source: Source;
  readonly path: Path;
  /** Its keys that are written under another path, relative to its own. */
  readonly written?: Readonly<Record<string, Path>>;
}

const origins = new WeakMap<object, Origin>();

/** Remembers where an object of the data is written, for `problemAt`. */
export function withOrigin<T extends object>(node: T, origin: Origin): T {
  origins.set(node, origin);
  return node;
}

/** True if a key of an object of the data is written in its file; false for an object of other origin. */
export function isWritten(node: object, key: string): boolean {
  const origin = origins.get(node);
  if (!origin) return false;
  const path = [...origin.path, ...(origin.written?.[key] ?? [key])];
  return writtenPart(origin.source, path).length === path.length;
}

/** Where an object of the data is written. */
export function originOf(node: object): Origin | undefined {
  return origins.get(node);
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
