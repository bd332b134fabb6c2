import { attributeOf, membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import { entriesOf, isAbsent, isEmpty, isList, isValues, UNKNOWN, type Value, type Values } from "./property-values.ts";
import { requestParameters } from "./request-parameters.ts";

/** Properties that control requests. They are not attributes of the resource in the domain. */
export const requestProperties: ReadonlySet<string> = new Set([...requestParameters, "idcsEndpoint"]);

/**
 * The inputs among the properties, as the domain's JSON.
 *
 * Omitted are values that are absent or not known yet, `""` where the domain has a default, and empty lists, unless they
 * clear a list that was not empty.
 *
 * @param olds the properties that the resource has
 */
export function toDomainJson(shape: Shape, values: Values, olds: Values = {}): Values {
  const attributes = Object.entries(values).filter(([name]) => !requestProperties.has(name));
  return toDomainMembers(shape, Object.fromEntries(attributes), olds);
}

/**
 * A stored resource's properties, from the domain's JSON.
 *
 * A plain attribute that the answer does not contain keeps its value: the domain returns some only on creation or on
 * request. Lists and objects that it does not contain are empty.
 *
 * @param before the properties as they were planned or stored
 */
export function fromDomainJson(shape: Shape, answer: Values, before: Values): Values {
  const properties = Object.entries(shape).map(([name, property]) => {
    const value = requestProperties.has(name) ? undefined : answer[attributeOf(name, property)];
    if (!isAbsent(value)) return [name, inOrderOf(property, fromDomainValue(property, value), before[name])] as const;
    if (!requestProperties.has(name) && property.kind === "object") return [name, undefined] as const;
    if (!requestProperties.has(name) && isListKind(property)) return [name, []] as const;
    // `""` was to clear it. In the state, the official plugin would send it with each PUT.
    const isNone = before[name] === UNKNOWN || (before[name] === "" && property.computed);
    return [name, isNone ? undefined : before[name]] as const;
  });
  return Object.fromEntries(properties);
}

/** An object inside a resource, or an item of a look-up. Members that the answer does not contain are `""`, `false`, `0` or `[]`; objects are absent. */
export function filledFromDomainJson(shape: Shape, answer: Values): Values {
  const members = Object.entries(shape).flatMap(([name, property]) => {
    const value = answer[attributeOf(name, property)];
    const filled = isAbsent(value) ? emptyValue(property) : fromDomainValue(property, value);
    return filled === undefined ? [] : [[name, filled] as const];
  });
  return Object.fromEntries(members);
}

function toDomainMembers(shape: Shape, values: Values, olds: Values): Values {
  const members: Record<string, Value> = {};
  for (const [name, value] of entriesOf(values)) {
    const property = shape[name];
    if (property?.input === undefined || isAbsent(value) || value === UNKNOWN) continue;
    if (isList(value) && value.length === 0 && isEmpty(olds[name])) continue;
    // What a PUT omits, it clears. An empty string means no value, which an attribute might not accept.
    if (value === "" && property.computed) continue;
    members[attributeOf(name, property)] = toDomainValue(property, value);
  }
  return members;
}

function toDomainValue(property: Property, value: Value): Value {
  if (isList(value)) return value.map((element) => toDomainValue(property, element));
  if (!isValues(value)) return value;
  // `""` stands for a member to which the domain gave no value: it is not sent back.
  const shape = membersOf(property);
  const given = Object.entries(value).filter(([name, member]) => !(shape[name]?.computed && member === ""));
  return toDomainMembers(shape, Object.fromEntries(given), {});
}

function fromDomainValue(property: Property, value: Value): Value {
  const shape = membersOf(property);
  if (property.kind === "object") return isValues(value) ? filledFromDomainJson(shape, value) : value;
  if (property.kind === "objects") {
    const list = isList(value) ? value : [value];
    return list.map((element) => (isValues(element) ? filledFromDomainJson(shape, element) : element));
  }
  return value;
}

/** Keeps the order in which the program has a list: to the domain it is a set. */
function inOrderOf(property: Property, value: Value, before: Value | undefined): Value {
  if (!isList(value) || !isList(before)) return value;
  const known = before.map((element) => keyOf(property, element));
  const place = (element: Value): number =>
    known.includes(keyOf(property, element)) ? known.indexOf(keyOf(property, element)) : known.length;
  return value.toSorted((one, other) => place(one) - place(other));
}

/** What identifies an element of a list: its required members, or all of it. */
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
