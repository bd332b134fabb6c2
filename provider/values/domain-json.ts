import { membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import { entriesOf, isAbsent, isEmpty, isList, isValues, UNKNOWN, type Value, type Values } from "./property-values.ts";

/** Properties that steer a request and are no attributes of what the domain stores. */
export const requestProperties: ReadonlySet<string> = new Set([
  "attributeSets",
  "attributes",
  "authorization",
  "forceDelete",
  "idcsEndpoint",
  "resourceTypeSchemaVersion",
]);

/**
 * The inputs among the properties, as the domain's JSON.
 *
 * Left out: what has no value or is not known yet, `""` where the domain has a value of its own without one, and empty
 * lists, unless they clear one that was not empty.
 *
 * @param olds the properties that the resource has
 */
export function toWire(shape: Shape, values: Values, olds: Values = {}): Record<string, unknown> {
  const attributes = Object.entries(values).filter(([name]) => !requestProperties.has(name));
  return toWireMembers(shape, Object.fromEntries(attributes), olds);
}

/**
 * A stored resource's properties, from the domain's JSON.
 *
 * A plain attribute that the answer does not hold keeps its value (the domain returns some on creation or on request only);
 * lists and objects that it does not hold are empty.
 *
 * @param before the properties as they were planned or stored
 */
export function fromWire(shape: Shape, answer: Values, before: Values): Values {
  const properties = Object.entries(shape).map(([name, property]) => {
    const value = requestProperties.has(name) ? undefined : answer[property.wire ?? name];
    if (!isAbsent(value)) return [name, inOrderOf(property, fromWireValue(property, value), before[name])] as const;
    if (!requestProperties.has(name) && property.kind === "object") return [name, undefined] as const;
    if (!requestProperties.has(name) && isListKind(property)) return [name, []] as const;
    return [name, before[name] === UNKNOWN ? undefined : before[name]] as const;
  });
  return Object.fromEntries(properties);
}

/** An object inside a resource, or an item of a look-up: every member has a value of its type, `""`, `false`, `0` or `[]` if the answer holds none. */
export function filledFromWire(shape: Shape, answer: Values): Values {
  const members = Object.entries(shape).map(([name, property]) => {
    const value = answer[property.wire ?? name];
    return [name, isAbsent(value) ? emptyValue(property) : fromWireValue(property, value)] as const;
  });
  return Object.fromEntries(members);
}

function toWireMembers(shape: Shape, values: Values, olds: Values): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of entriesOf(values)) {
    const property = shape[name];
    if (property?.input === undefined || isAbsent(value) || value === UNKNOWN) continue;
    if (isList(value) && value.length === 0 && isEmpty(olds[name])) continue;
    // What a PUT leaves out, it clears: an empty text says no value, and an attribute may not accept it as one.
    if (value === "" && property.computed) continue;
    members[property.wire ?? name] = toWireValue(property, value);
  }
  return members;
}

function toWireValue(property: Property, value: Value): unknown {
  if (isList(value)) return value.map((element) => toWireValue(property, element));
  if (!isValues(value)) return value;
  // `""` stands for a member that the domain gave no value: it is not sent back
  const shape = membersOf(property);
  const given = Object.entries(value).filter(([name, member]) => !(shape[name]?.computed && member === ""));
  return toWireMembers(shape, Object.fromEntries(given), {});
}

function fromWireValue(property: Property, value: Value): Value {
  const shape = membersOf(property);
  if (property.kind === "object") return isValues(value) ? filledFromWire(shape, value) : value;
  if (property.kind === "objects") {
    const list = isList(value) ? value : [value];
    return list.map((element) => (isValues(element) ? filledFromWire(shape, element) : element));
  }
  return value;
}

/** Keeps a list in the order that the program knows it in: to the domain it is a set. */
function inOrderOf(property: Property, value: Value, before: Value | undefined): Value {
  if (!isList(value) || !isList(before)) return value;
  const known = before.map((element) => keyOf(property, element));
  const place = (element: Value): number =>
    known.includes(keyOf(property, element)) ? known.indexOf(keyOf(property, element)) : known.length;
  return value.toSorted((one, other) => place(one) - place(other));
}

/** What tells an element of a list from the others: its required members, or all of it. */
function keyOf(property: Property, element: Value): string {
  if (!isValues(element)) return JSON.stringify(element);
  const required = Object.entries(membersOf(property)).filter(([, member]) => member.input === "required");
  return JSON.stringify(required.length === 0 ? element : required.map(([name]) => element[name]));
}

function isListKind(property: Property): boolean {
  return property.kind === "strings" || property.kind === "objects";
}

function emptyValue(property: Property): Value | undefined {
  switch (property.kind) {
    case "string":
      return "";
    case "number":
      return 0;
    case "boolean":
      return false;
    case "strings":
    case "objects":
      return [];
    case "object":
      return undefined;
  }
}
