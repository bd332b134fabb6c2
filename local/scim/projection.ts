import { type Attribute, attributeNamed, type Returned } from "./attribute.ts";
import { type Draft, isObject, isUnassigned, type Json, type JsonObject, objectsOf } from "./json.ts";
import type { NamedAttribute, Selection } from "./selection.ts";

/**
 * The part of a resource that an answer shows. Attributes returned `always` are always in it, those returned `never`
 * never, whatever was asked for; attributes without a value are left out.
 *
 * @see RFC 7643, section 7 ("returned"); Oracle, "Query Parameters" (attributes, attributeSets)
 */
export function project(attributes: readonly Attribute[], resource: JsonObject, selection: Selection): JsonObject {
  return projectMembers(attributes, resource, selection.sets, selection.named);
}

type Named = ReadonlyMap<string, NamedAttribute>;
const nothingNamed: Named = new Map();

function projectMembers(
  attributes: readonly Attribute[],
  object: JsonObject,
  sets: ReadonlySet<Returned>,
  named: Named,
): Draft {
  const shown: Draft = {};
  for (const [name, value] of Object.entries(object)) {
    const attribute = attributeNamed(attributes, name);
    if (attribute === undefined || isUnassigned(value) || attribute.returned === "never") continue;
    const projected = projectValue(attribute, value, sets, named.get(attribute.name));
    if (!isUnassigned(projected)) shown[name] = projected;
  }
  return shown;
}

function projectValue(
  attribute: Attribute,
  value: Json | undefined,
  sets: ReadonlySet<Returned>,
  named: NamedAttribute | undefined,
): Json | undefined {
  const returned = attribute.returned ?? "default";
  const inSet = returned !== "always" && sets.has(returned);
  if (returned !== "always" && !inSet && named === undefined) return undefined;
  if (attribute.subAttributes.length === 0) return value;

  const wholeByName = named !== undefined && named.members === undefined;
  const memberSets = new Set(sets);
  if (inSet || wholeByName || !hasAlwaysMember(attribute)) memberSets.add("default");
  else if (named?.members !== undefined) memberSets.clear();
  const members = (one: JsonObject) =>
    projectMembers(attribute.subAttributes, one, memberSets, named?.members ?? nothingNamed);

  if (isObject(value)) return members(value);
  const values = objectsOf(value);
  return (named?.pick?.(values) ?? values).map(members);
}

/**
 * `basedOnTemplate` shows only its `value` unless it was requested; `serviceParams`, all of whose members are default,
 * is shown in full.
 */
function hasAlwaysMember(attribute: Attribute): boolean {
  return attribute.returned !== "always" || attribute.subAttributes.some((one) => one.returned === "always");
}
