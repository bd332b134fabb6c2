/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object; a member that is `undefined` does not exist. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A JSON object under construction. */
export type Draft = { [name: string]: Json | undefined };

/** A stored SCIM resource. */
export type Resource = JsonObject & { readonly id: string };

/** Whether it is an object: neither `null` nor a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a list: a list unchanged, a missing value as an empty list, any other value as its only element. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/** The elements of a list that are objects. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The member if it is a string, otherwise `undefined`. */
export function textOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = object?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The member if it is an object, otherwise `undefined`. */
export function memberOf(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object?.[name];
  return isObject(value) ? value : undefined;
}

/**
 * Whether a value is what SCIM calls unassigned: missing, `null`, an empty list or an empty object (RFC 7643, section
 * 2.5).
 */
export function isUnassigned(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isUnassigned);
}

/** The object without the members that have no value. */
export function withoutUnassigned(object: JsonObject): Draft {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isUnassigned(value)));
}

/**
 * Whether two values are equal. An absent member equals `false`, `0` and `""`: clients with typed models (the
 * official Oracle provider is one) cannot distinguish them and send back the zero value.
 */
export function sameValue(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function canonical(value: Json | undefined): Json | undefined {
  if (value === null || value === false || value === 0 || value === "") return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((element: Json) => canonical(element) ?? null);
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, canonical(member)] as const)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
