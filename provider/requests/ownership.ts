import { ownershipTags } from "../../naming/ownership-tags.ts";
import { isList, isValues, type Values } from "../values/property-values.ts";

const { managedBy: managedByKey, stack: stackKey, urn: urnKey, team, client, owner } = ownershipTags;

/** The tags that identify a resource's owner: which program, which stack, and which of its resources. */
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

/** The ownership in a resource's tags; undefined if it is not complete. */
export function ownershipOf(values: Values): Ownership | undefined {
  const tags = tagsOf(values);
  const [managedBy, stack, urn] = [managedByKey, stackKey, urnKey].map((key) => tags.get(key));
  return managedBy === undefined || stack === undefined || urn === undefined ? undefined : { managedBy, stack, urn };
}

/** The stack in a resource's tags; undefined if it does not have the tags of a stack. */
export function stackOf(values: Values): string | undefined {
  const tags = tagsOf(values);
  return tags.has(managedByKey) ? tags.get(stackKey) : undefined;
}

/** Whether a resource of the domain has the same owner as one of the program: the same stack, and the same `urn` if there is one. */
export function hasSameOwner(inputs: Values, found: Values): boolean {
  const [ours, theirs] = [tagsOf(inputs), tagsOf(found)];
  return (
    stackOf(inputs) !== undefined && [managedByKey, stackKey, urnKey].every((key) => ours.get(key) === theirs.get(key))
  );
}

/** Stands for a resource among those of its stack: the same for all that have the same owner. `""` if no tag says it. */
export function ownKey(values: Values): string {
  return tagsOf(values).get(urnKey) ?? "";
}

/** The owners in a resource's tags, such as `managed-by idcs-apps, team payments`; undefined if there are none. */
export function ownersIn(found: Values): string | undefined {
  const tags = tagsOf(found);
  const owners = [managedByKey, stackKey, team, client, owner].filter((key) => tags.has(key));
  return owners.length === 0 ? undefined : owners.map((key) => `${key} ${tags.get(key)}`).join(", ");
}

/** The filter for resources with a tag. */
export function tagFilter(key: string, value: string): string {
  return `tags[key eq ${quoted(key)} and value eq ${quoted(value)}]`;
}

/** A string as a filter's value. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
