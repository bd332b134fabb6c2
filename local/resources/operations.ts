import type { DomainContext } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { ociTagsExtension } from "../schemas/shared-attributes.ts";
import {
  type Draft,
  type Json,
  type JsonObject,
  listOf,
  type Resource,
  textOf,
  withoutUnassigned,
} from "../scim/json.ts";
import { applyPatch } from "../scim/patch.ts";
import { readBody } from "../scim/read-body.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Selection } from "../scim/selection.ts";
import { draftForCreate, draftForReplace, refuseMissing, refuseReadOnly } from "../scim/write-rules.ts";
import { allRules } from "./all-rules.ts";
import type { Caller } from "./caller.ts";
import { changedResource, createdResource, newId } from "./new-resource.ts";
import { refuseBeyondObjectLimit } from "./object-limits.ts";
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
  refuseBeyondObjectLimit(domain, type);
  const id = newId();
  const draft = draftForCreate(type, readBody(type, body, domain.settings));
  const write: Write = { domain, caller, current: undefined };
  const resource = createdResource(domain, type, finished(type, { ...draft, id }, write), caller, id);
  writeWith(type, resource, write);
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
  const read = readBody(type, body, domain.settings);
  if (domain.settings.strict) refuseReadOnly(type.attributes, read);
  const draft = draftForReplace(type, current, shown, read);
  return change(type, current, draft, { domain, caller, current });
}

/**
 * Changes parts of a resource: all operations of the body or none (RFC 7644, section 3.5.2). `refuse` throws for what
 * this caller may not change.
 */
export function patch(
  domain: DomainContext,
  type: ResourceType,
  current: Resource,
  body: Json,
  caller: Caller,
  refuse: (current: JsonObject, draft: JsonObject) => void = () => {},
): Resource {
  const draft = applyPatch(type, current, body, domain.settings);
  refuse(current, draft);
  return change(type, current, draft, { domain, caller, current });
}

/** Completes, checks and stores the result of a PUT or PATCH. */
function change(type: ResourceType, current: Resource, draft: Draft, write: Write): Resource {
  const resource = changedResource(write.domain, current, finished(type, draft, write), write.caller);
  writeWith(type, resource, write);
  return resource;
}

function writeWith(type: ResourceType, resource: Resource, write: Write): void {
  const along = allRules[type.name].alongWithWrite?.(resource, write) ?? [];
  write.domain.directory.write([...along, { collection: type.name, put: resource }]);
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

/** Refuses a value that must be unique and that another resource has. @throws ScimError `notUnique` */
export function refuseTaken(type: ResourceType, draft: JsonObject, { domain, current }: Write): void {
  for (const { name } of type.attributes.filter(({ unique }) => unique === true)) {
    const value = textOf(draft, name);
    if (value === undefined) continue;
    const others = domain.directory.matching(type.name, name, value).filter(({ id }) => id !== current?.id);
    if (others.length > 0) throw new ScimError("notUnique", `A ${type.name} with ${name} ${value} exists already.`);
  }
}

/**
 * Deletes a resource and what depends on it. `force` overrides refusals because of references only: an active app stays
 * (identity-domains-api.md 3.3).
 */
export function remove(domain: DomainContext, type: ResourceType, resource: Resource, force: boolean): void {
  const rules = allRules[type.name];
  rules.checkDelete?.(resource, domain, force);
  const along = rules.alongWithDelete?.(resource, domain) ?? [];
  domain.directory.write([...along, { collection: type.name, remove: resource.id }]);
}
