import { membersOf, type Property, type Shape } from "../property-table/property-table.ts";
import { holds, matches } from "./plan.ts";
import {
  DEFAULTS,
  entriesOf,
  isAbsent,
  isEmpty,
  isList,
  isValues,
  UNKNOWN,
  type Value,
  type Values,
} from "./property-values.ts";
import { requestParameters } from "./request-parameters.ts";

/** A difference in one value. */
export interface Change {
  /** Where, such as `allowedScopes[0].fqs`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether the resource must be replaced because of it. */
  readonly replaces: boolean;
}

/** The differences of a resource, as reported to the engine. */
export interface Difference {
  readonly changes: readonly Change[];
  /** Top-level properties that differ. */
  readonly properties: readonly string[];
  /** Those of them that require a replacement. */
  readonly replaces: readonly string[];
  /** Properties that keep their value in an update. */
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/**
 * Compares what the program says with what is stored. Properties that the program does not give, and parameters of requests,
 * are not compared.
 *
 * @param olds the stored properties
 * @param news the checked inputs
 * @param ignored paths that the program wants to be ignored, such as `schemas` or `allowedScopes[*].fqs`
 */
export function difference(shape: Shape, olds: Values, news: Values, ignored: readonly string[] = []): Difference {
  const changes = Object.entries(shape)
    .filter(([name, property]) => property.input !== undefined && !requestParameters.has(name))
    .flatMap(([name, property]) => changesOf(name, property, olds[name], news[name]))
    .filter((change) => !ignored.some((pattern) => isWithin(change.path, pattern)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const replaces = topLevel(changes.filter((change) => change.replaces));
  const forcing = Object.keys(shape).filter((name) => shape[name]?.forceNew);
  return {
    changes,
    properties: topLevel(changes),
    replaces,
    stables: forcing.filter((name) => !replaces.includes(name)),
    deleteBeforeReplace: replaces.length > 0 && hasNameOfItsOwn(shape, news),
  };
}

function changesOf(path: string, property: Property, old: Value | undefined, value: Value | undefined): Change[] {
  if (isAbsent(value) || (property.forceNew && property.computed && isNone(value))) {
    const cleared = !property.computed && !isEmpty(old);
    return cleared ? [change(path, "delete", property)] : [];
  }
  if (isNone(value) && property.computed && isEmpty(old)) return [];
  if (value === UNKNOWN || isAbsent(old)) return [change(path, isAbsent(old) ? "add" : "update", property)];
  if (holds(property, value, old)) return [];
  if (isValues(value) && isValues(old)) return changesOfMembers(path, property, old, value);
  if (isList(value) && isList(old)) return changesOfElements(path, property, old, value);
  return [change(path, "update", property)];
}

/** What clears a value that can be changed. No resource is replaced for it: to the types without PUT it says nothing. */
function isNone(value: Value): boolean {
  return value === "" || (isList(value) && value.length === 0);
}

function changesOfMembers(path: string, property: Property, old: Values, value: Values): Change[] {
  const shape = membersOf(property);
  return entriesOf(value).flatMap(([name, member]) => {
    const memberProperty = shape[name];
    if (memberProperty === undefined || isAbsent(member)) return [];
    return changesOf(`${path}.${name}`, inheriting(property, memberProperty), old[name], member);
  });
}

/** Elements that only one of the lists has, each at its index; where both have one at the same index, it has changed. */
function changesOfElements(path: string, property: Property, old: readonly Value[], value: readonly Value[]): Change[] {
  const found = matches(property, value, old);
  const gone = new Set(old.keys());
  for (const match of found)
    if (match !== undefined) gone.delete(old.findIndex((other, at) => other === match && gone.has(at)));
  const added = [...value.keys()].filter((index) => found[index] === undefined);
  const element = { ...property, kind: property.kind === "objects" ? "object" : "string" } as const;
  return [
    ...added.flatMap((index) =>
      changesOf(`${path}[${index}]`, element, gone.has(index) ? old[index] : undefined, value[index]),
    ),
    ...[...gone]
      .filter((index) => !added.includes(index))
      .map((index) => change(`${path}[${index}]`, "delete", property)),
  ];
}

function change(path: string, kind: Change["kind"], property: Property): Change {
  return { path, kind, replaces: property.forceNew === true };
}

function inheriting(property: Property, member: Property): Property {
  return property.forceNew ? { ...member, forceNew: true } : member;
}

function topLevel(changes: readonly Change[]): string[] {
  return [...new Set(changes.map((one) => one.path.replace(/[.[].*$/, "")))];
}

/** Whether a path is the one that a pattern names, or within it; `[*]` stands for any index. */
function isWithin(path: string, pattern: string): boolean {
  const parts = path.split(/[.[\]]+/).filter(Boolean);
  const steps = pattern.split(/[.[\]"]+/).filter(Boolean);
  return steps.length <= parts.length && steps.every((part, index) => part === "*" || part === parts[index]);
}

/** A name that the program has chosen is taken until the old resource is gone; a name that Check generates is always new. */
function hasNameOfItsOwn(shape: Shape, news: Values): boolean {
  const defaults = news[DEFAULTS];
  return shape.name?.input !== undefined && isList(defaults) && !defaults.includes("name");
}
