import { compare } from "../../wording/order.ts";
import { type Path, pathText, positionOf, type Source, sortedKeys, writtenPart } from "./position.ts";

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
  return problemIn(origin.source, writtenPart(origin.source, placeOf(origin, rest)), message);
}

/** Where an object of the data is written. */
export interface Origin {
  readonly source: Source;
  readonly path: Path;
  /** Keys of the data that may be written as other keys: `app` as `instance`. */
  readonly otherKeys?: OtherKeys;
}

/** Keys of the data, and the other keys as which they may be written. */
export type OtherKeys = Readonly<Record<string, Path>>;

interface KnownOrigin extends Origin {
  /** Where its keys are searched first: an environment's replacements are written there. */
  readonly override?: Path;
  /** The path through the data from the value at `path` to the object. */
  readonly inside: Path;
}

const origins = new WeakMap<object, KnownOrigin>();

/** Records, for `problemAt`, where an object of the data is written, and all objects in it that have no record yet. */
export function withOrigin<T extends object>(node: T, origin: Origin): T {
  remember(node, { ...origin, inside: [] });
  return node;
}

function remember(node: object, origin: KnownOrigin): void {
  origins.set(node, origin);
  for (const [key, value] of Object.entries(node)) {
    if (!isObject(value) || origins.has(value)) continue;
    remember(value, { ...origin, inside: [...origin.inside, Array.isArray(node) ? Number(key) : key] });
  }
}

/** Records the origin of an object in which an environment replaced some keys of another one. */
export function withOverride<T extends object>(node: T, everywhere: object, override: object): T {
  const origin = origins.get(everywhere);
  const replaced = originOf(override);
  if (origin && replaced) {
    origins.set(node, { ...origin, path: placeOf(origin, []), inside: [], override: replaced.path });
  }
  return node;
}

/** True if a key of an object of the data is written in its file; false for an object that came from no file. */
export function isWritten(node: object, key: string): boolean {
  const origin = origins.get(node);
  if (!origin) return false;
  return isAt(origin.source, placeOf(origin, [key]));
}

/** Where an object of the data is written; absent for an object that came from no file. */
export function originOf(node: object): Origin | undefined {
  const origin = origins.get(node);
  return origin && { source: origin.source, path: placeOf(origin, []) };
}

/**
 * The path in the file for a path through the data: where the value is written or, if it is not, where it would be. An
 * item of a list that is written as an object (tags) is at the key of the same rank among the sorted keys.
 */
function placeOf({ source, path, override, inside, otherKeys = {} }: KnownOrigin, rest: Path): Path {
  let places = override ? [override, path] : [path];
  for (const part of [...inside, ...rest]) {
    const names = (place: Path): readonly Path[] => {
      const key = typeof part === "number" ? sortedKeys(source, place)?.[part] : undefined;
      const other = Object.hasOwn(otherKeys, part) ? otherKeys[part] : undefined;
      return [[key ?? part], ...(other ? [other] : [])];
    };
    const possible = places.flatMap((place) => names(place).map((name) => [...place, ...name]));
    places = [possible.find((place) => isAt(source, place)) ?? [...(places.at(-1) ?? []), part]];
  }
  return places.at(-1) ?? path;
}

/** Whether a path is in the file. */
function isAt(source: Source, path: Path): boolean {
  return writtenPart(source, path).length === path.length;
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
