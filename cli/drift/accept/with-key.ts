import { isDeepStrictEqual } from "node:util";
import { Document, isCollection, isMap, isScalar, type Pair, parseDocument, visit, YAMLMap } from "yaml";
import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import { yamlStyle } from "../../request/write/client-text.ts";
import { mergedNode } from "./merged-node.ts";

/** Where an entry is in a manifest. */
export interface EntryPlace {
  readonly list: "clients" | "resourceApplications";
  readonly index: number;
}

/**
 * A manifest in which a key of an entry has another value, or is removed. Only the lines of the key change, and what they keep keeps its
 * comments; a manifest in which these lines cannot be told apart (an entry in braces) is rewritten, with its comments.
 *
 * @param value undefined removes the key
 * @returns undefined if the entry has an anchor or an alias: a change would reach other places too
 */
export function withKey(
  manifest: string,
  { list, index }: EntryPlace,
  key: string,
  value: unknown,
): string | undefined {
  const lineBreak = manifest.includes("\r\n") ? "\r\n" : "\n";
  const text = manifest.replaceAll("\r\n", "\n").replace(/(?<!\n)$/, "\n");
  const [before, after] = [parseDocument(text, { merge: true }), parseDocument(text, { merge: true })];
  const [entry, changed] = [before, after].map((document) => document.getIn([list, index], true));
  if (!isMap(entry) || !isMap(changed) || isShared(entry)) return undefined;
  const old = changed.get(key, true);
  if (value === undefined) changed.delete(key);
  else if (old === undefined) insert(changed, key, mergedNode(after, undefined, value));
  else changed.set(key, mergedNode(after, old, value));

  const expected = after.toJS();
  const lines = withLines(text, entry, changed, key);
  const isRight = lines !== undefined && isDeepStrictEqual(dataOf(lines), expected) && !hasMoreComments(lines, text);
  return (isRight ? lines : after.toString(yamlStyle)).replaceAll("\n", lineBreak);
}

function isShared(entry: YAMLMap): boolean {
  let found = false;
  visit(entry, {
    Alias: () => {
      found = true;
    },
    Node: (_, { anchor }) => {
      found ||= anchor !== undefined;
    },
  });
  return found;
}

/** A new key stands before `environments`, which is the last one by custom. */
function insert(entry: YAMLMap, key: string, value: unknown): void {
  entry.set(key, value);
  const place = entry.items.findIndex((pair) => nameOf(pair as Pair) === "environments");
  const [pair] = entry.items.slice(-1);
  if (place > 0 && pair && key !== "environments") entry.items.splice(place, 0, entry.items.pop() ?? pair);
}

/** The text with the lines of one key replaced, added or removed. */
function withLines(text: string, entry: YAMLMap, changed: YAMLMap, key: string): string | undefined {
  if (entry.flow) return undefined;
  const [first] = entry.items as Pair[];
  const column = first === undefined ? 0 : columnOf(text, startOf(first));
  const old = pairOf(entry, key);
  const now = pairOf(changed, key);
  const lines = now && rendered(now).replaceAll(/\n(?=.)/g, `\n${" ".repeat(column)}`);
  if (old === undefined) {
    const place = (changed.items as Pair[]).findIndex((pair) => nameOf(pair) === key);
    const previous = entry.items[place - 1] as Pair | undefined;
    if (lines === undefined || previous === undefined) return undefined;
    const end = endOf(text, previous);
    return `${text.slice(0, end)}\n${" ".repeat(column)}${lines}${text.slice(end)}`;
  }
  const [start, end] = [startOf(old), endOf(text, old)];
  if (lines !== undefined) return text.slice(0, start) + lines + text.slice(end);
  const line = text.lastIndexOf("\n", start - 1) + 1;
  return text.slice(line, start).trim() === "" ? text.slice(0, line) + text.slice(end + 1) : undefined;
}

/** A key with its value, without the comments around them, which stay where they are. */
function rendered(pair: Pair): string {
  const map = new YAMLMap();
  map.items = [pair];
  if (isScalar(pair.key)) {
    pair.key.commentBefore = null;
    pair.key.spaceBefore = false;
  }
  for (let last: unknown = pair.value; isCollection(last) && !last.flow; ) {
    last.comment = null;
    const item: unknown = last.items.at(-1);
    last = isMap(last) ? (item as Pair | undefined)?.value : item;
  }
  const document = new Document();
  document.contents = map as unknown as typeof document.contents;
  return document.toString(yamlStyle).trimEnd();
}

/** The offset of the line break after a key's value, and after a comment on the same line. */
function endOf(text: string, { key, value }: Pair): number {
  let end = isScalar(key) ? (key.range?.[1] ?? 0) : 0;
  visit(value as YAMLMap, {
    Node: (_, node) => {
      if (!isCollection(node) || node.flow) end = Math.max(end, node.range?.[1] ?? 0);
    },
  });
  return text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end);
}

function startOf({ key }: Pair): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0;
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf("\n", offset - 1) - 1;
}

function pairOf({ items }: YAMLMap, key: string): Pair | undefined {
  return (items as Pair[]).find((pair) => nameOf(pair) === key);
}

function nameOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : key;
}

/** Whether a comment is there more often than before. */
function hasMoreComments(now: string, before: string): boolean {
  const countsIn = (text: string) =>
    Map.groupBy(
      text.split("\n").flatMap((line) => /(?<=^|\s)#.*$/.exec(line)?.[0] ?? []),
      (comment) => comment,
    );
  const counts = countsIn(before);
  return [...countsIn(now)].some(([comment, { length }]) => length > (counts.get(comment)?.length ?? 0));
}

function dataOf(text: string): unknown {
  const document = parseDocument(text, { merge: true });
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  return isPlainObject(value) ? value : undefined;
}
