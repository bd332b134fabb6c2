import { entriesOf, isAbsent, type Values } from "./property-values.ts";

/**
 * Properties that are parameters of requests. They are not part of what the domain has, so they never make a difference;
 * each request uses the latest ones that the program has given.
 */
export const requestParameters: ReadonlySet<string> = new Set([
  "attributeSets",
  "attributes",
  "authorization",
  "forceDelete",
  "resourceTypeSchemaVersion",
]);

/** Stored properties with the parameters that the inputs give: these may be later. */
export function withParametersOf(inputs: Values, properties: Values): Values {
  const given = entriesOf(inputs).filter(([name, value]) => requestParameters.has(name) && !isAbsent(value));
  return { ...properties, ...Object.fromEntries(given) };
}
