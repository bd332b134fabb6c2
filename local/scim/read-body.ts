import { type Attribute, type AttributeTable, attributeNamed } from "./attribute.ts";
import { type Draft, isObject, isUnassigned, type Json, type JsonObject, listOf } from "./json.ts";
import { ScimError } from "./scim-error.ts";

/** What a body may hold beyond the attribute table. */
export interface BodyRules {
  /** Whether an attribute that is not in the table is refused or left out. */
  readonly unknownAttributes: "refuse" | "ignore";
  /** Whether a PUT or PATCH may repeat the present values of read-only attributes. */
  readonly strict: boolean;
}

/**
 * Checks a request's body against the attribute table: names (case-insensitive), types, lists, allowed values, keys of
 * lists
 * and `schemas`. The result has canonical names and no unassigned member, except explicitly cleared ones: those are
 * kept as `null`.
 *
 * @throws ScimError naming the first attribute that is wrong
 */
export function readBody(type: AttributeTable, body: Json, rules: BodyRules): Draft {
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  const draft = readMembers(type.attributes, body, rules, "");
  draft.schemas = readSchemas(type, body.schemas, draft);
  return draft;
}

function readMembers(attributes: readonly Attribute[], object: JsonObject, rules: BodyRules, prefix: string): Draft {
  const draft: Draft = {};
  for (const [name, value] of Object.entries(object)) {
    const attribute = attributeNamed(attributes, name);
    if (attribute !== undefined) {
      draft[attribute.name] = isUnassigned(value) ? null : readValue(attribute, value as Json, rules, prefix);
    } else if (rules.unknownAttributes === "refuse") {
      throw new ScimError("unknownAttribute", `Unknown attribute: ${prefix}${name}.`);
    }
  }
  return draft;
}

/**
 * Checks one value against its row of the table. The result has canonical names.
 *
 * @throws ScimError naming the path that is wrong; `prefix` precedes the attribute's name in it
 */
export function readValue(attribute: Attribute, value: Json, rules: BodyRules, prefix: string): Json {
  const path = prefix + attribute.name;
  if (attribute.multiValued === true) {
    if (!Array.isArray(value)) throw wrongType(path, "a list");
    const values = (value as readonly Json[]).map((one) => readSingle(attribute, one, rules, path));
    refuseRepeatedKeys(attribute, values, path);
    return values;
  }
  return readSingle(attribute, value, rules, path);
}

const checks: Readonly<Record<string, readonly [description: string, (value: Json) => boolean]>> = {
  string: ["a string", (value) => typeof value === "string"],
  reference: ["a string", (value) => typeof value === "string"],
  dateTime: ["a date-time", (value) => typeof value === "string" && !Number.isNaN(Date.parse(value))],
  boolean: ["true or false", (value) => typeof value === "boolean"],
  integer: ["a whole number", (value) => Number.isInteger(value)],
};

/** Checks one element of a list, or the value of an attribute that is not a list. */
export function readSingle(attribute: Attribute, value: Json, rules: BodyRules, path: string): Json {
  if (attribute.type === "complex") {
    if (!isObject(value)) throw wrongType(path, "an object");
    const members = readMembers(attribute.subAttributes, value, rules, `${path}.`);
    return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
  }
  const check = checks[attribute.type];
  if (check !== undefined && !check[1](value)) throw wrongType(path, check[0]);
  if (attribute.oneOf !== undefined && !attribute.oneOf.includes(String(value))) {
    throw new ScimError("invalidValue", `${path}: ${value} is not one of ${attribute.oneOf.join(", ")}.`);
  }
  const [least, greatest] = attribute.range ?? [];
  if (least !== undefined && greatest !== undefined && (Number(value) < least || Number(value) > greatest)) {
    throw new ScimError("invalidValue", `${path} must be from ${least} to ${greatest}.`);
  }
  return value;
}

function wrongType(path: string, expected: string): ScimError {
  return new ScimError("invalidType", `${path} must be ${expected}.`);
}

function refuseRepeatedKeys(attribute: Attribute, values: readonly Json[], path: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    const key = attribute.key?.map((name) => (isObject(value) ? value[name] : undefined)) ?? value;
    if (attribute.type === "complex" && attribute.key === undefined) return;
    const text = JSON.stringify(key);
    if (seen.has(text)) throw new ScimError("duplicateValue", `${path} holds ${text} more than once.`);
    seen.add(text);
  }
}

/** The `schemas` of a resource: known URNs, the core schema among them, and every extension that is used. */
export function readSchemas(type: AttributeTable, schemas: Json | undefined, draft: JsonObject): readonly string[] {
  const urns = listOf(schemas).map(String);
  if (urns.length === 0) throw new ScimError("missingRequiredAttributes", "Missing required attribute(s): schemas.");
  const extensions = type.attributes.map(({ name }) => name).filter((name) => name.startsWith("urn:"));
  const unknown = urns.find((urn) => urn !== type.schema && !extensions.includes(urn));
  if (unknown !== undefined) throw new ScimError("invalidSchemas", `${unknown} is not a schema of ${type.name}.`);
  if (!urns.includes(type.schema)) throw new ScimError("invalidSchemas", `schemas must hold ${type.schema}.`);
  // The service appends the URN of an extension that is used but was not named.
  const used = extensions.filter((urn) => !isUnassigned(draft[urn]) && !urns.includes(urn));
  return [...urns, ...used];
}
