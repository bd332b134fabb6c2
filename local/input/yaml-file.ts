import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { InputError } from "./input-error.ts";

/** The way from the top of a file to one of its values. */
export type ValuePath = readonly PropertyKey[];

/** The data of a YAML file, and where each value stands. */
export interface YamlFile {
  readonly data: unknown;
  /** `file:line:column  ` of a value, or of a key in it; for a missing value, of the nearest thing around it. */
  placeOf(path: ValuePath, key?: string): string;
}

/**
 * Reads a YAML file; an empty one is an empty object. JSON is YAML too, and a file that ends with `.json` is read many times
 * faster: only for the place of a problem it is read as YAML.
 *
 * @throws InputError with every problem
 */
export function readYamlFile(file: string): YamlFile {
  const text = textOf(file);
  const data = /\.json$/i.test(file) ? jsonIn(text) : undefined;
  if (data === undefined) return readYaml(file, text);
  let parsed: YamlFile | undefined;
  return {
    data,
    placeOf: (path, key) => {
      parsed ??= readYaml(file, text);
      return parsed.placeOf(path, key);
    },
  };
}

/** The data of a JSON text; undefined if it is none, so that it is read as YAML, which says where it is wrong. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
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
  if (mistakes.length > 0)
    throw new InputError(mistakes.map(({ pos, message }) => `${at(pos[0])}not YAML: ${message.replace(/\.?$/, ".")}`));
  return { data: dataOf(file, document), placeOf: (path, key) => at(offsetOf(document, path, key)) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError([`${file}  cannot be read (${(error as NodeJS.ErrnoException).code}).`]);
  }
}

function dataOf(file: string, document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw new InputError([`${file}  not YAML: ${(error as Error).message}`]);
  }
}

function offsetOf(document: Document, path: ValuePath, key: string | undefined): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isNode(node)) return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), undefined);
  const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  return (isNode(pair?.key) ? pair.key : node).range?.[0] ?? 0;
}
