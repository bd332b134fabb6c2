import type { Caller } from "../admin-api/caller.ts";
import type { DomainContext } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { ociTagsExtension } from "../schemas/shared-attributes.ts";
import { compileFilter } from "../scim/filter.ts";
import {
  type Draft,
  type Json,
  type JsonObject,
  listOf,
  type Resource,
  textOf,
  withoutUnassigned,
} from "../scim/json.ts";
import { listResponse, readPage, sorted } from "../scim/list.ts";
import { readBody } from "../scim/read-body.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Selection } from "../scim/selection.ts";
import { draftForCreate, draftForReplace, refuseMissing } from "../scim/write-rules.ts";
import { allRules } from "./all-rules.ts";
import { changedResource, createdResource, newId } from "./new-resource.ts";
import { computedAttributes, present, withComputed } from "./present.ts";
import type { Write } from "./resource-rules.ts";

/** Finds a resource by id or OCID. @throws ScimError `notFound` */
export function find(domain: DomainContext, type: ResourceType, idOrOcid: string): Resource {
  const resource = domain.directory.byIdOrOcid(type.name, idOrOcid);
  if (resource === undefined) throw new ScimError("notFound", `${type.name} ${idOrOcid} not found.`);
  return resource;
}

/** Creates a resource (RFC 7644, section 3.3). */
export function create(domain: DomainContext, type: ResourceType, body: Json, caller: Caller): Resource {
  const id = newId();
  const draft = draftForCreate(type, readBody(type, body, domain.settings));
  const write: Write = { domain, caller, current: undefined };
  const resource = createdResource(domain, type, finished(type, { ...draft, id }, write), caller, id);
  domain.directory.write([{ collection: type.name, put: resource }]);
  return resource;
}

/** Replaces a resource (RFC 7644, section 3.5.1). */
export function replace(
  domain: DomainContext,
  type: ResourceType,
  current: Resource,
  body: Json,
  caller: Caller,
): Resource {
  const shown = present(domain, type, withComputed(domain, type, current, computedAttributes(type)), everything);
  const draft = draftForReplace(type, current, shown, readBody(type, body, domain.settings));
  const resource = changedResource(domain, current, finished(type, draft, { domain, caller, current }), caller);
  domain.directory.write([{ collection: type.name, put: resource }]);
  return resource;
}

const everything: Selection = { sets: new Set(["default", "request"]), named: new Map() };

function finished(type: ResourceType, draft: Draft, write: Write): Draft {
  const rules = allRules[type.name];
  rules.complete?.(draft, write);
  if (write.domain.settings.appendOciTagsSchema) appendOciTagsSchema(draft);
  const complete = withoutUnassigned(draft);
  refuseMissing(type, complete);
  rules.check?.(complete, write);
  refuseTaken(type, complete, write);
  return complete;
}

function appendOciTagsSchema(draft: Draft): void {
  draft.schemas = [...new Set([...listOf(draft.schemas), ociTagsExtension])];
}

function refuseTaken(type: ResourceType, draft: JsonObject, { domain, current }: Write): void {
  for (const { name } of type.attributes.filter(({ unique }) => unique === true)) {
    const value = textOf(draft, name);
    if (value === undefined) continue;
    const others = domain.directory.matching(type.name, name, value).filter(({ id }) => id !== current?.id);
    if (others.length > 0) throw new ScimError("notUnique", `A ${type.name} with ${name} ${value} exists already.`);
  }
}

/** Deletes a resource and what hangs on it. `forceDelete` changes nothing: no refusal here is lifted by it (facts 3.3). */
export function remove(domain: DomainContext, type: ResourceType, resource: Resource): void {
  const rules = allRules[type.name];
  rules.checkDelete?.(resource, domain);
  const along = rules.alongWithDelete?.(resource, domain) ?? [];
  domain.directory.write([...along, { collection: type.name, remove: resource.id }]);
}

/** Answers a list request (RFC 7644, section 3.4.2; facts 8.1). */
export function list(
  domain: DomainContext,
  type: ResourceType,
  parameters: URLSearchParams,
  selection: Selection,
): JsonObject {
  const page = readPage(parameters);
  const found = sorted(type, matching(domain, type, parameters.get("filter") ?? ""), parameters);
  const start = page.startIndex - 1;
  const shown = found.slice(start, start + page.count).map((resource) => present(domain, type, resource, selection));
  return listResponse(page, found.length, shown);
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
