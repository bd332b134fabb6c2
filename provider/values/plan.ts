import { membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import { entriesOf, isAbsent, isList, isValues, UNKNOWN, type Value, type Values } from "./property-values.ts";

/**
 * The properties that a resource will have: what the program says, otherwise what the domain has decided before.
 *
 * Values that are known only after the domain has answered are `UNKNOWN`.
 *
 * @param olds the properties that the resource has, absent if it is yet to be created
 */
export function plan(shape: Shape, news: Values, olds?: Values): Values {
  const planned = Object.entries(shape).map(([name, property]) => {
    const value = news[name];
    const old = olds?.[name];
    if (property.input !== undefined && !isAbsent(value)) return [name, planValue(property, value, old)] as const;
    if (property.input !== undefined && !property.computed) return [name, cleared(property, old)] as const;
    return [name, olds === undefined ? UNKNOWN : old] as const;
  });
  return Object.fromEntries(planned);
}

/** Whether everything that the program says about a value is true of the old one. */
export function holds(property: Property, value: Value, old: Value | undefined): boolean {
  if (property.kind === "object") return isValues(value) && isValues(old) && holdsMembers(property, value, old);
  if (property.kind !== "objects" && property.kind !== "strings") return value === old;
  if (!isList(value) || !isList(old) || value.length !== old.length) return false;
  return matches(property, value, old).every((match) => match !== undefined);
}

/**
 * For each element of a list, the same element of the old list, if there is one.
 *
 * Multi-valued attributes are sets: the order has no meaning. An element is the same if everything that the program says
 * about it is true of the old one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7643#section-2.4
 */
export function matches(property: Property, list: readonly Value[], old: readonly Value[]): (Value | undefined)[] {
  const left = [...old];
  return list.map((element) => {
    const index = left.findIndex((candidate) => sameElement(property, element, candidate));
    return index < 0 ? undefined : left.splice(index, 1)[0];
  });
}

function sameElement(property: Property, element: Value, old: Value): boolean {
  return isValues(element) && isValues(old) ? holdsMembers(property, element, old) : element === old;
}

function holdsMembers(property: Property, value: Values, old: Values): boolean {
  const shape = membersOf(property);
  return entriesOf(value).every(([name, member]) => {
    const memberProperty = shape[name];
    return isAbsent(member) || memberProperty === undefined || holds(memberProperty, member, old[name]);
  });
}

function planValue(property: Property, value: Value, old: Value | undefined): Value {
  if (property.kind === "object" && isValues(value))
    return plan(membersOf(property), value, isValues(old) ? old : undefined);
  if (property.kind === "objects" && isList(value)) {
    const found = matches(property, value, isList(old) ? old : []);
    return value.map((element, index) => {
      const match = found[index];
      return isValues(element) ? plan(membersOf(property), element, isValues(match) ? match : undefined) : element;
    });
  }
  return value;
}

/** The value of an input that the program no longer gives and for which the domain has no default. */
function cleared(property: Property, old: Value | undefined): Value | undefined {
  if (isAbsent(old)) return undefined;
  if (property.kind === "strings" || property.kind === "objects") return [];
  if (property.kind === "boolean") return false;
  return property.kind === "string" ? "" : undefined;
}
