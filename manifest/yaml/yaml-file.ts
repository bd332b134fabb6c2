import { isUtf8 } from "node:buffer";
import { Document, isScalar, LineCounter, parseAllDocuments, visit, type YAMLError } from "yaml";
import { type Files, filesAround, unreadable } from "./files.ts";
import type { Source } from "./position.ts";
import { type Problem, problemIn } from "./problem.ts";

/** A YAML file: its data, and what is wrong with it as YAML. Without data, nothing more can be checked. */
export interface YamlFile {
  readonly source: Source;
  /** Plain data; absent if the file cannot be read as one YAML document. */
  readonly value?: unknown;
  readonly problems: readonly Problem[];
}

const mostAliases = 10_000;

/** Reads a YAML 1.2 file with one document. Never throws because of what the file is or contains. */
export function readYaml(file: string, files: Files = filesAround(file)): YamlFile {
  const lines = new LineCounter();
  const empty: Source = { file, document: new Document(), lines };
  const refuse = (message: string, place = { line: 0, column: 0 }): YamlFile => ({
    source: empty,
    problems: [{ file, path: "", message, ...place }],
  });

  let bytes: Buffer;
  try {
    bytes = Buffer.from(files.read(file));
  } catch (error) {
    return refuse(unreadable(error));
  }
  if (!isUtf8(bytes)) {
    const { offset, ...place } = firstInvalidByte(bytes);
    return refuse(`is not UTF-8: the byte at offset ${offset} cannot be decoded. Save the file as UTF-8.`, place);
  }
  const text = new TextDecoder().decode(bytes);
  const [document, second] = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    // Sets, times and bytes are nothing that a manifest contains.
    resolveKnownTags: false,
    stringKeys: true,
    // The parser compares each key with all others; `duplicateKeys` is as fast for large files.
    uniqueKeys: false,
  });
  if (!document || holdsNothing(document.contents)) return refuse(text.trim() === "" ? "is empty." : "holds no data.");
  const source: Source = { file, document: document as Document, lines };
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: "", message };
  };
  // What follows a mistake is read in another way than it is meant: later ones, and repeated keys, may not be mistakes.
  const [first] = document.errors.toSorted((one, other) => one.pos[0] - other.pos[0]);
  const tooDeep = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const broken = tooDeep ?? first;
  if (broken) return { source, problems: [at(placeOf(broken, source), explain(broken, text))] };
  const problems = [
    ...document.warnings.map((mistake) => at(mistake.pos[0], explain(mistake, text))),
    ...unknownAliases(source).map(([offset, name]) =>
      at(offset, `*${name} refers to an anchor &${name} that is not defined before it.`),
    ),
  ];
  if (second) problems.push(at(second.range[0], "a second YAML document begins here: write one manifest per file."));
  const duplicates = duplicateKeys(source).map(([offset, key]) =>
    at(offset, `the key ${key} is written twice in this object.`),
  );
  if (problems.length > 0) return { source, problems: [...problems, ...duplicates] };
  try {
    return { source, value: document.toJS({ maxAliasCount: mostAliases }), problems: duplicates };
  } catch (error) {
    const message = unreadableData(error as Error);
    return { source, problems: [...duplicates, problemIn(source, [], message)] };
  }
}

function holdsNothing(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function unreadableData({ name, message }: Error): string {
  if (name === "RangeError") return "an alias (*name) is used inside of what it refers to.";
  if (!/alias count/.test(message)) return `not YAML: ${message}.`;
  return `the aliases (*name) repeat too much: at most ${mostAliases} values may be repeated.`;
}

/** Where the text, encoded again, first differs: what cannot be decoded became U+FFFD. */
function firstInvalidByte(bytes: Buffer): { offset: number; line: number; column: number } {
  const again = Buffer.from(bytes.toString("utf8"));
  let offset = again.findIndex((byte, index) => byte !== bytes[index]);
  while (offset > 0 && ((again[offset] ?? 0) & 0xc0) === 0x80) offset--;
  const before = bytes.subarray(0, offset).toString("utf8");
  return { offset, line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

/** Keys that an object has already. `<<` may be repeated. */
function duplicateKeys({ document }: Source): [offset: number, key: string][] {
  const found: [number, string][] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === "<<") continue;
        if (seen.has(key.value)) found.push([key.range?.[0] ?? 0, key.source ?? String(key.value)]);
        seen.add(key.value);
      }
    },
  });
  return found;
}

function unknownAliases({ document }: Source): [offset: number, name: string][] {
  const anchors = new Set<string>();
  const unknown: [number, string][] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (!anchors.has(alias.source)) unknown.push([alias.range?.[0] ?? 0, alias.source]);
    },
    Value: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
  });
  return unknown;
}

/** Where a mistake is; of a quote that is not closed, where it is opened. */
function placeOf({ code, message, pos: [start] }: YAMLError, { document }: Source): number {
  if (code !== "MISSING_CHAR" || !/quote/.test(message)) return start;
  let opened = start;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith("QUOTE") && range && range[0] < start && range[1] >= start) opened = range[0];
    },
  });
  return opened;
}

function lineOf(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end < 0 ? undefined : end);
}

function explain({ code, message, pos }: YAMLError, text: string): string {
  const rest = text.slice(pos[0]);
  switch (code) {
    case "TAB_AS_INDENT":
      return "a tab is used as indentation: use spaces.";
    case "BAD_SCALAR_START":
      return `a string that begins with ${rest.slice(0, 1)} must be in quotes.`;
    case "BLOCK_AS_IMPLICIT_KEY":
      if (/\r./.test(lineOf(text, pos[0]))) return "the lines end with CR alone: save the file with LF as line ends.";
      if (!/^[^\n]*:\s[^\n]*:(\s|$)/m.test(lineOf(text, pos[0]))) return "not YAML: an object cannot begin here.";
      return `": " occurs a second time on this line: put the value in quotes, or start a new line.`;
    case "TAG_RESOLVE_FAILED":
      return `the tag ${/^\S*/.exec(rest)?.[0]} is unknown: leave it out.`;
    case "NON_STRING_KEY":
      return "a key must be a string on one line.";
    case "RESOURCE_EXHAUSTION":
      return "lists and objects are nested too deeply here.";
    case "MISSING_CHAR":
      if (/closing ['"]quote/.test(message))
        return `a quote ${message.includes('"') ? '"' : "'"} is opened but not closed.`;
      return `not YAML: ${message}.`;
    default:
      return `not YAML: ${message}.`;
  }
}
