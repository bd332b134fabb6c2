import { factsOf, type Look, type Seen } from "./facts.ts";

/** A place where a domain is not as the local one. */
export interface Difference {
  readonly at: string;
  /** Absent if the domain does not have it. */
  readonly here?: string;
  /** Absent if the local domain does not have it. */
  readonly local?: string;
}

/** The comparison of one subject. */
export interface Compared {
  readonly subject: keyof Look;
  readonly differences: readonly Difference[];
  /** Why it was not compared; then there are no differences. */
  readonly notCompared?: string;
}

/** Compares a domain with what the local one shows. A schema that one of them lacks is one difference, not one for each attribute. */
export function compare(here: Look, local: Look): readonly Compared[] {
  return (Object.keys(local) as (keyof Look)[]).map((subject) => ({
    subject,
    ...compareSeen(here[subject], local[subject]),
  }));
}

function compareSeen(here: Seen, local: Seen): Omit<Compared, "subject"> {
  const [ours, theirs] = [factsOf(here), factsOf(local)];
  if (ours === undefined || theirs === undefined)
    return { differences: [], notCompared: String(ours === undefined ? here.notSeen : local.notSeen) };
  const places = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
  const missing = new Set(places.filter((place) => !(place in ours) || !(place in theirs)));
  const differences = places
    .filter((place) => ours[place] !== theirs[place] && !isWithin(place, missing))
    .map((at) => ({
      at,
      ...(ours[at] !== undefined && { here: ours[at] }),
      ...(theirs[at] !== undefined && { local: theirs[at] }),
    }));
  return { differences };
}

/** Whether the schema, or the attribute, that a place belongs to is missing as a whole. */
function isWithin(place: string, missing: ReadonlySet<string>): boolean {
  const [schema = "", attribute] = place.split(" ");
  const parent = attribute?.includes(".") ? `${schema} ${attribute.slice(0, attribute.lastIndexOf("."))}` : undefined;
  return attribute !== undefined && (missing.has(schema) || (parent !== undefined && missing.has(parent)));
}
