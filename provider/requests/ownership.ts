import { ownershipTags } from "../../naming/ownership-tags.ts";
import { isList, isValues, type Values } from "../values/property-values.ts";

const { managedBy: managedByKey, stack: stackKey, urn: urnKey, team, client, owner } = ownershipTags;

/** The tags that say whose a resource is: which program, which stack, and which of its resources. */
export interface Ownership {
  readonly managedBy: string;
  readonly stack: string;
  /** Stands for the resource's URN. */
  readonly urn: string;
}

/** A resource's tags by key. */
export function tagsOf(values: Values): ReadonlyMap<string, string> {
  const tags = isList(values.tags) ? values.tags.filter(isValues) : [];
  return new Map(tags.map(({ key, value }) => [String(key), String(value)]));
}

/** The ownership in a resource's tags, or undefined if they do not hold all of it. */
export function ownershipOf(values: Values): Ownership | undefined {
  const tags = tagsOf(values);
  const [managedBy, stack, urn] = [managedByKey, stackKey, urnKey].map((key) => tags.get(key));
  return managedBy === undefined || stack === undefined || urn === undefined ? undefined : { managedBy, stack, urn };
}

/** The stack in a resource's tags, or undefined if it carries none of a stack's. */
export function stackOf(values: Values): string | undefined {
  const tags = tagsOf(values);
  return tags.has(managedByKey) ? tags.get(stackKey) : undefined;
}

/** Whether a resource of the domain has the same owner as a resource of the program: its stack's tags, and its own if it has any. */
export function hasSameOwner(inputs: Values, found: Values): boolean {
  const [ours, theirs] = [tagsOf(inputs), tagsOf(found)];
  return (
    stackOf(inputs) !== undefined && [managedByKey, stackKey, urnKey].every((key) => ours.get(key) === theirs.get(key))
  );
}

/** Whose a resource is, as `managed-by idcs-apps, team payments`; undefined if its tags do not tell. */
export function ownersIn(found: Values): string | undefined {
  const tags = tagsOf(found);
  const owners = [managedByKey, stackKey, team, client, owner].filter((key) => tags.has(key));
  return owners.length === 0 ? undefined : owners.map((key) => `${key} ${tags.get(key)}`).join(", ");
}

/** The filter for resources with a tag. */
export function tagFilter(key: string, value: string): string {
  return `tags[key eq ${quoted(key)} and value eq ${quoted(value)}]`;
}

/** A text as a filter's value. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
