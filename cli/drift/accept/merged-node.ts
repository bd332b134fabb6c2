import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap, type YAMLSeq } from "yaml";
import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";

/** A node of a document for a value. What of it was there already keeps its node, with comments and spelling. */
export function mergedNode(document: Document, node: unknown, value: unknown): Node {
  if (isMap(node) && isPlainObject(value)) return mergedMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return mergedList(document, node, value);
  if (isScalar(node) && (typeof value !== "object" || value === null)) {
    node.value = value;
    return node;
  }
  return created(document, value);
}

function mergedMap(document: Document, map: YAMLMap, value: Readonly<Record<string, unknown>>): YAMLMap {
  for (const { key } of [...map.items] as Pair[])
    if (!Object.hasOwn(value, String(isScalar(key) ? key.value : key))) map.delete(key);
  for (const [key, one] of Object.entries(value)) map.set(key, mergedNode(document, map.get(key, true), one));
  return map;
}

function mergedList(document: Document, list: YAMLSeq, values: readonly unknown[]): YAMLSeq {
  const nodes = (list.items as Node[]).map((node) => ({ node, data: node.toJS(document) as unknown }));
  list.items = values.map((value) => {
    const same =
      nodes.find(({ data }) => isDeepStrictEqual(data, value)) ??
      nodes.find(({ data }) => identity(data) !== undefined && identity(data) === identity(value));
    return mergedNode(document, same?.node, value);
  });
  return list;
}

/** What an item of a list is recognised by, if it is an object: an access entry, a scope or an app role. */
function identity(item: unknown): string | undefined {
  if (!isPlainObject(item)) return undefined;
  const { name, value, app, service, instance } = item;
  return JSON.stringify([name, value, app, service, instance]);
}

/** A new node; a list of words is in brackets. */
function created(document: Document, value: unknown): Node {
  const node = document.createNode(value) as Node;
  visit(node, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return node;
}
