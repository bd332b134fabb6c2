import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { SeedError } from "./seed-error.ts";
import { type Seed, type SeedInput, seedSchema } from "./seed-schema.ts";

/** The way from the top of a seed to one of its values. */
export type SeedPath = readonly PropertyKey[];

/** A seed of the right shape, and how to name a place in it. */
export interface ReadSeed {
  readonly seed: Seed;
  /** A problem on one line: `seed.yaml:12:5  apps[0].scopes: …`, without a position for a seed that is no file. */
  problemAt(path: SeedPath, message: string): string;
}

/** Reads a seed from a YAML file, or checks one that a program made. @throws SeedError with every problem */
export function readSeed(seed: SeedInput | string): ReadSeed {
  return typeof seed === "string" ? readFile(seed) : checked(seed, () => "");
}

function readFile(file: string): ReadSeed {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    merge: true,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}  `;
  };
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) throw new SeedError(mistakes.map(({ pos, message }) => `${at(pos[0])}not YAML: ${message}`));
  return checked(dataOf(file, document), (path, key) => at(offsetOf(document, path, key)));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SeedError([`${file}  cannot be read (${(error as NodeJS.ErrnoException).code}).`]);
  }
}

function dataOf(file: string, document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw new SeedError([`${file}  not YAML: ${(error as Error).message}`]);
  }
}

function checked(data: unknown, place: (path: SeedPath, key?: string) => string): ReadSeed {
  const result = seedSchema.safeParse(data);
  const problemAt = (path: SeedPath, message: string, key?: string) =>
    `${place(path, key)}${path.length > 0 ? `${z.core.toDotPath(path)}: ` : ""}${message}`;
  if (result.success) return { seed: result.data, problemAt };
  throw new SeedError(
    result.error.issues.map((issue) =>
      problemAt(issue.path, issue.message, issue.code === "unrecognized_keys" ? issue.keys[0] : undefined),
    ),
  );
}

/** Where a value is written, or one of its keys; for what is missing, the nearest thing around it. */
function offsetOf(document: Document, path: SeedPath, key: string | undefined): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isNode(node)) return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), undefined);
  const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  return (isNode(pair?.key) ? pair.key : node).range?.[0] ?? 0;
}
