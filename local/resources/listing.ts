import type { DomainContext } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { compileFilter } from "../scim/filter.ts";
import type { JsonObject, Resource } from "../scim/json.ts";
import { distinct, type ListAnswer, listAnswer, sorted } from "../scim/list.ts";
import { readSelection } from "../scim/selection.ts";
import { present, withComputed } from "./present.ts";

/**
 * Answers a list or search request for the resources of a type.
 *
 * @throws ScimError for an invalid filter, order, page or attribute set
 * @see RFC 7644, sections 3.4.2 and 3.4.3; identity-domains-api.md 8.1
 */
export function list(domain: DomainContext, type: ResourceType, parameters: URLSearchParams): ListAnswer {
  const selection = readSelection(type, parameters);
  const found = sorted(type, matching(domain, type, parameters.get("filter") ?? ""), parameters);
  const shown = (resource: Resource): JsonObject => present(domain, type, resource, selection);
  if (parameters.get("distinct") !== "true" || selection.named.size === 0) return listAnswer(parameters, found, shown);
  return listAnswer(parameters, distinct(found.map(shown), new Set(selection.named.keys())), (one) => one);
}

function matching(domain: DomainContext, type: ResourceType, text: string): readonly Resource[] {
  if (text === "") return domain.directory.all(type.name);
  const filter = compileFilter(type, text);
  const indexed = filter.equalities.flatMap(({ path, value }) => {
    const index = type.indexed.find((one) => one.toLowerCase() === path.toLowerCase());
    return index === undefined ? [] : [domain.directory.matching(type.name, index, value)];
  });
  const candidates = indexed.sort((a, b) => a.length - b.length)[0] ?? domain.directory.all(type.name);
  return candidates.filter((resource) => filter.test(withComputed(domain, type, resource, filter.reads)));
}
