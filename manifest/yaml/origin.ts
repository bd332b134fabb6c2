import { type Path, type Source, sortedKeys, writtenPart } from "./position.ts";

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

/** Records where an object of the data is written, and all objects in it that have no record yet. */
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

/** Records that a copy of an object of the data is written where the object is. */
export function withOriginOf<T extends object>(copy: T, node: object): T {
  const origin = origins.get(node);
  if (origin) origins.set(copy, origin);
  return copy;
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

/** Where the value at a path from an object of the data is written, or would be; absent if the object came from no file. */
export function whereWritten(node: object, path: Path): Origin | undefined {
  let origin = origins.get(node);
  if (!origin) return undefined;
  let value: unknown = node;
  let rest: Path = [];
  for (const part of path) {
    value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    const nearer = isObject(value) ? origins.get(value) : undefined;
    rest = nearer ? [] : [...rest, part];
    origin = nearer ?? origin;
  }
  return { source: origin.source, path: placeOf(origin, rest) };
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
