import { type Attribute, any, attributeNamed } from "./attribute.ts";
import { isObject, type Json, type JsonObject, listOf } from "./json.ts";

/** A path such as `grantee.value` or `urn:…:User:appRoles.value`, resolved to its rows, outermost first. */
export type AttributeChain = readonly Attribute[];

/**
 * Finds the rows that a path names, or `undefined` when one of its names is not in the table. The URN of the core
 * schema may precede the path; the URN of an extension is its first name. Inside an attribute without rows, every name
 * is used unchanged.
 *
 * @see RFC 7644, section 3.10 (attribute notation)
 */
export function resolvePath(
  attributes: readonly Attribute[],
  coreSchema: string,
  path: string,
): AttributeChain | undefined {
  const chain: Attribute[] = [];
  let rows = attributes;
  for (const name of namesIn(path, coreSchema)) {
    const attribute = attributeNamed(rows, name) ?? (chain.at(-1)?.type === "any" ? any(name) : undefined);
    if (attribute === undefined) return undefined;
    chain.push(attribute);
    rows = attribute.subAttributes;
  }
  return chain.length === 0 ? undefined : chain;
}

function namesIn(path: string, coreSchema: string): readonly string[] {
  if (!path.toLowerCase().startsWith("urn:")) return path.split(".");
  if (path.toLowerCase().startsWith(`${coreSchema.toLowerCase()}:`)) {
    return path.slice(coreSchema.length + 1).split(".");
  }
  const colon = path.lastIndexOf(":");
  const afterColon = path.slice(colon + 1);
  // The last part of an extension's URN is a resource name ("…:extension:user:User"): capitalised, unlike attributes.
  return /^[A-Z]/.test(afterColon) ? [path] : [path.slice(0, colon), ...afterColon.split(".")];
}

/** All values at the end of the chain; a list on the way contributes each of its elements. */
export function valuesAt(value: Json | undefined, chain: AttributeChain): readonly Json[] {
  const [first, ...rest] = chain;
  if (first === undefined) return listOf(value);
  return listOf(value)
    .filter(isObject)
    .flatMap((object: JsonObject) => valuesAt(object[first.name], rest));
}
