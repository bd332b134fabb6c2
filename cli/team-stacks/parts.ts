import { componentTypes } from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";
import { isOfEngine, nameOf, type Resource } from "./deployment.ts";

/**
 * A part of an environment, which may have a stack of its own: a team's name, or `environment` for what the environment's file
 * declares.
 */
export type PartName = string;

/** The name of the part that belongs to no team. */
export const environmentPart: PartName = "environment";

/** The stack of a part alone. */
export function stackOf(environment: string, part: PartName): string {
  return `${environment}.${part}`;
}

/** A part as messages name it. */
export function partInWords(part: PartName): string {
  return part === environmentPart ? "what the environment's file declares" : `team ${quote(part)}`;
}

const types: readonly string[] = Object.values(componentTypes);

/**
 * The resources of a state by the part that they belong to, in the order of the state. What this project did not declare belongs to
 * none.
 */
export function byPart(resources: readonly Resource[]): ReadonlyMap<PartName, readonly Resource[]> {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const parts = new Map<string, PartName | undefined>();
  const partOf = (one: Resource): PartName | undefined => {
    if (parts.has(one.urn)) return parts.get(one.urn);
    const parent = one.parent === undefined ? undefined : byUrn.get(one.parent);
    const part = parent === undefined || isOfEngine(parent) ? partOfTop(one) : partOf(parent);
    parts.set(one.urn, part);
    return part;
  };
  const found = new Map<PartName, Resource[]>();
  for (const one of resources) {
    const part = isOfEngine(one) ? undefined : partOf(one);
    if (part === undefined) continue;
    const others = found.get(part);
    if (others === undefined) found.set(part, [one]);
    else others.push(one);
  }
  return found;
}

/** The part of a resource that has no other resource of this project as its parent. */
function partOfTop(one: Resource): PartName | undefined {
  if (one.type === componentTypes.environment) return environmentPart;
  if (one.type === componentTypes.team) return nameOf(one);
  // A client whose state was moved on its own is there without its team until the next `up`.
  const isOurs = types.includes(one.type) || one.type.startsWith("oci:");
  const [team, rest] = nameOf(one).split("/");
  return isOurs && rest !== undefined ? team : undefined;
}
