import type { DomainContext } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { isObject, type Json, type JsonObject, type Resource } from "../scim/json.ts";
import { project } from "../scim/projection.ts";
import { type Selection, selects, topLevel } from "../scim/selection.ts";
import { allRules } from "./all-rules.ts";

/** The names of the attributes of a type that are computed when read. */
export function computedAttributes(type: ResourceType): ReadonlySet<string> {
  return new Set(Object.keys(allRules[type.name].computed));
}

/** The resource with the named computed attributes. */
export function withComputed(
  domain: DomainContext,
  type: ResourceType,
  resource: Resource,
  names: ReadonlySet<string>,
): Resource {
  const needed = Object.entries(allRules[type.name].computed).filter(([name]) => names.has(name));
  if (needed.length === 0) return resource;
  return { ...resource, ...Object.fromEntries(needed.map(([name, compute]) => [name, compute(resource, domain)])) };
}

/** The resource as an answer of that selection shows it, with absolute references. */
export function present(
  domain: DomainContext,
  type: ResourceType,
  resource: Resource,
  selection: Selection,
): JsonObject {
  const needed = [...computedAttributes(type)].filter((name) => selects(selection, topLevel(type, name)));
  const whole = withComputed(domain, type, resource, new Set(needed));
  return absolute(project(type.attributes, whole, selection), domain.url) as JsonObject;
}

/** Stored references are relative to the domain, so that a data folder survives a change of port. */
export function absolute(value: Json | undefined, url: string): Json | undefined {
  if (Array.isArray(value)) return value.map((one: Json) => absolute(one, url) as Json);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isReference = (name === "$ref" || name === "location") && typeof member === "string";
      return [name, isReference && member.startsWith("/") ? url + member : absolute(member, url)];
    }),
  );
}
