import { membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import { isList, isValues, type Value, type Values } from "./property-values.ts";

/**
 * The inputs without each `""` that they have had before: the domain was told already that there is no value, so what it has
 * now is its default.
 */
export function settledInputs(shape: Shape, news: Values, olds: Values): Values {
  const members = Object.entries(news).map(([name, value]) => {
    const property = shape[name];
    return [name, property === undefined ? value : settled(property, value, olds[name])] as const;
  });
  return Object.fromEntries(members);
}

function settled(property: Property, value: Value | undefined, old: Value | undefined): Value | undefined {
  if (value === "" && old === "" && property.computed) return undefined;
  if (isValues(value) && isValues(old)) return settledInputs(membersOf(property), value, old);
  if (property.kind === "objects" && isList(value) && isList(old))
    return value.map((element, index) => settled(property, element, old[index]) ?? null);
  return value;
}
