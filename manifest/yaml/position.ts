import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import { quote } from "../../wording/quote.ts";

/** The path from the top of a file, or from an object of a manifest, to one of its values. */
export type Path = readonly (string | number)[];

/** A parsed file, kept so that anything found later can be shown at its place. */
export interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A place in a file; line and column are counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `clients[0].access[0].scopes[1]` */
export function pathText(path: Path): string {
  return path.map(partText).join("").replace(/^\./, "");
}

/** The position of a value, or of its key; if the path is not in the file, of the longest part of it that is. */
export function positionOf(source: Source, path: Path, part: "value" | "key" = "value"): Position {
  const steps = walk(source, path);
  const { key, value } = steps.at(-1) ?? {};
  const written = steps.length > path.length;
  const offset = (written && part === "key" ? key : undefined) ?? filled(value) ?? key ?? value;
  const { line, col } = source.lines.linePos(offset?.range?.[0] ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The longest beginning of a path that is in the file. */
export function writtenPart(source: Source, path: Path): Path {
  return path.slice(0, walk(source, path).length - 1);
}

/** The keys of the object at a path, sorted; absent if there is no object. */
export function sortedKeys(source: Source, path: Path): string[] | undefined {
  const steps = walk(source, path);
  const inside = steps.length > path.length ? withoutAlias(source, steps.at(-1)?.value) : undefined;
  return isMap(inside) ? inside.items.flatMap((item) => keyText(source, item) ?? []).sort() : undefined;
}

/** The characters of a scalar as they are in the file (`0x1F`, not `31`). */
export function sourceText(source: Source, path: Path): string | undefined {
  const steps = walk(source, path);
  const value = steps.length > path.length ? steps.at(-1)?.value : undefined;
  return isScalar(value) ? value.source : undefined;
}

function partText(part: string | number): string {
  if (typeof part === "number") return `[${part}]`;
  return /^[\w-]{1,100}$/.test(part) ? `.${part}` : `[${quote(part)}]`;
}

interface Step {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

/** The top of the file, then one step for each part of the path, as far as it is in the file. */
function walk(source: Source, path: Path): Step[] {
  const steps: Step[] = [{ value: asNode(source.document.contents) }];
  for (const part of path) {
    const step = stepInto(source, steps.at(-1)?.value, part);
    if (!step) break;
    steps.push(step);
  }
  return steps;
}

function stepInto(source: Source, node: Node | undefined, part: string | number): Step | undefined {
  const inside = withoutAlias(source, node);
  if (isSeq(inside) && typeof part === "number") {
    return part < inside.items.length ? { value: asNode(inside.items[part]) } : undefined;
  }
  if (!isMap(inside)) return undefined;
  const pair = pairsOf(source, inside).get(String(part));
  if (pair) return { key: asNode(pair.key), value: asNode(pair.value) };
  return inside.items
    .filter((item) => keyText(source, item) === "<<")
    .flatMap((item) => merged(source, asNode(item.value)))
    .map((node) => stepInto(source, node, part))
    .find((step) => step !== undefined);
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<string | undefined, Pair>>();

/** The pairs of an object by key; of a key that is written twice, the last. */
function pairsOf(source: Source, map: YAMLMap): ReadonlyMap<string | undefined, Pair> {
  const known = pairs.get(map) ?? new Map(map.items.map((item) => [keyText(source, item), item]));
  pairs.set(map, known);
  return known;
}

function merged(source: Source, node: Node | undefined): (Node | undefined)[] {
  const inside = withoutAlias(source, node);
  return isSeq(inside) ? inside.items.map((item) => withoutAlias(source, asNode(item))) : [inside];
}

function keyText(source: Source, pair: Pair): string | undefined {
  const key = withoutAlias(source, asNode(pair.key));
  return isScalar(key) ? String(key.value ?? "") : undefined;
}

function withoutAlias(source: Source, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(source.document) : node;
}

function filled(node: Node | undefined): Node | undefined {
  return isScalar(node) && node.source === "" ? undefined : node;
}

function asNode(value: unknown): Node | undefined {
  return isAlias(value) || isMap(value) || isScalar(value) || isSeq(value) ? value : undefined;
}
