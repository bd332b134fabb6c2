import { membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import {
  DEFAULTS,
  entriesOf,
  isAbsent,
  isEmpty,
  isList,
  isValues,
  type Value,
  type Values,
} from "./property-values.ts";

/**
 * The inputs of a resource after it was read: the same properties as before, with the values that were found. A `""` stays if
 * nothing has changed: what the domain has there is its default.
 *
 * @param had the properties before
 */
export function refreshedInputs(shape: Shape, before: Values, found: Values, had: Values): Values {
  const inputs = entriesOf(before).flatMap(([name, old]) => {
    const property = shape[name];
    const value = found[name];
    return property === undefined || isAbsent(value)
      ? []
      : [[name, refreshed(property, old, value, had[name])] as const];
  });
  const defaults = before[DEFAULTS];
  return { ...(isList(defaults) && defaults.length > 0 && { [DEFAULTS]: defaults }), ...Object.fromEntries(inputs) };
}

/** The inputs of a resource that no program has declared yet: all that a program can set and that are not empty. */
export function importedInputs(shape: Shape, found: Values): Values {
  const inputs = Object.entries(shape).flatMap(([name, property]) => {
    const value = found[name];
    if (property.input === undefined || property.readOnly || isAbsent(value) || isEmpty(value)) return [];
    return [[name, imported(property, value)] as const];
  });
  return { [DEFAULTS]: [], ...Object.fromEntries(inputs) };
}

function refreshed(property: Property, before: Value | undefined, found: Value, had: Value | undefined): Value {
  if (before === "" && property.computed && found === had) return before;
  if (isValues(found) && isValues(before))
    return refreshedInputs(membersOf(property), before, found, isValues(had) ? had : {});
  if (isList(found) && isList(before))
    return found.map((element, index) =>
      refreshed(property, before[index], element, isList(had) ? had[index] : undefined),
    );
  return imported(property, found);
}

function imported(property: Property, found: Value): Value {
  if (isValues(found)) return importedInputs(membersOf(property), found);
  return isList(found) ? found.map((element) => imported(property, element)) : found;
}
