import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parse,
  parseDocument,
  visit,
  type YAMLSeq,
} from "yaml";
import { clientText, yamlStyle } from "./client-text.ts";
import type { RequestedClient } from "./requested-client.ts";

/** A client, or resource application, to add to a manifest. */
export interface Addition {
  readonly client: RequestedClient;
  /**
   * The list that it belongs to.
   * @default "clients"
   */
  readonly list?: "clients" | "resourceApplications";
  /** Why its app roles are proposed; absent if they were asked for. */
  readonly proposal?: string | undefined;
}

/** The manifest of a new team with its first client. @param heading its first lines */
export function newManifest(
  heading: string,
  team: Readonly<Record<string, string>>,
  { client, proposal }: Addition,
): string {
  return `${heading}${new Document(team).toString(yamlStyle)}clients:\n${clientText(client, 2, proposal)}`;
}

/**
 * A manifest with one more entry at the end of its `clients`, or of its `resourceApplications`. Lines are added, and everything else stays byte for
 * byte; only a manifest to which no line can be added (clients in brackets, a document that ends early) is rewritten,
 * with its comments.
 */
export function extendedManifest(manifest: string, addition: Addition): string {
  const lineBreak = manifest.includes("\r\n") ? "\r\n" : "\n";
  const text = manifest.replaceAll("\r\n", "\n").replace(/(?<!\n)$/, "\n");
  const document = parseDocument(text, { merge: true });
  const { list = "clients", client } = addition;
  const entries: unknown[] = document.toJS()[list] ?? [];
  const expected = { ...document.toJS(), [list]: [...entries, client] };

  const longer = withLines(text, document, addition);
  const isRight = longer !== undefined && isDeepStrictEqual(dataOf(longer), expected);
  return (isRight ? longer : rewritten(document, addition)).replaceAll("\n", lineBreak);
}

function withLines(
  text: string,
  { contents }: Document.Parsed,
  { client, proposal, list: name = "clients" }: Addition,
): string | undefined {
  if (!isMap(contents) || contents.flow) return undefined;
  const add = (offset: number, lines: string) => text.slice(0, offset) + lines + text.slice(offset);
  const pair = (contents.items as Pair[]).find(({ key }) => isScalar(key) && key.value === name);
  if (!pair) return add(text.length, `${name}:\n${clientText(client, 2, proposal)}`);
  const list = pair.value;
  if (!isSeq(list) || !list.range) return undefined;

  const [start] = list.range;
  if (list.items.length === 0) {
    const before = text.slice(0, start).trimEnd();
    const after = text.slice(list.range[1]);
    const rest = after.indexOf("\n") + 1;
    return before + after.slice(0, rest) + clientText(client, 2, proposal) + after.slice(rest);
  }
  if (list.flow) return undefined;
  const column = start - lineStart(text, start);
  return add(endOfList(text, list, column), separator(text, list) + clientText(client, column, proposal));
}

/** The offset after the last line of a list, and after comments with at least its indentation, which belong to it. */
function endOfList(text: string, list: YAMLSeq, column: number): number {
  let end = 0;
  visit(list, {
    Node: (_, node) => {
      if (!isCollection(node) || node.flow) end = Math.max(end, node.range?.[1] ?? 0);
    },
  });
  let offset = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  const comment = new RegExp(`(?:[ \\t]*\\n)*[ ]{${Math.max(column, 1)},}#.*\\n`, "y");
  for (comment.lastIndex = offset; comment.test(text); ) offset = comment.lastIndex;
  return offset;
}

/** An empty line if the manifest has one before its last client. */
function separator(text: string, { items }: { readonly items: readonly unknown[] }): string {
  const last = items.at(-1);
  const start = isMap(last) && items.length > 1 ? lineStart(text, last.range?.[0] ?? 0) : 0;
  return /\n[ \t]*\n$/.test(text.slice(0, start)) ? "\n" : "";
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function rewritten(document: Document.Parsed, { client, list = "clients" }: Addition): string {
  if (document.has(list)) document.addIn([list], document.createNode(client));
  else document.set(list, document.createNode([client]));
  return document.toString(yamlStyle);
}

function dataOf(text: string): unknown {
  try {
    return parse(text, { merge: true });
  } catch {
    return undefined;
  }
}
