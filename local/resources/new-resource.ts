import { randomBytes } from "node:crypto";
import { type DomainContext, tenancy } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { type Draft, type JsonObject, memberOf, type Resource, withoutUnassigned } from "../scim/json.ts";
import type { Caller } from "./caller.ts";
import { locationOf } from "./references.ts";

/** A new id: 32 hexadecimal digits. */
export function newId(): string {
  return randomBytes(16).toString("hex");
}

/** The resource that a finished draft becomes: with its ids, `meta` and creator. */
export function createdResource(
  domain: DomainContext,
  type: ResourceType,
  draft: Draft,
  caller: Caller,
  id: string,
): Resource {
  const now = domain.settings.now().toISOString();
  const by = actor(caller);
  return {
    ...withoutUnassigned(draft),
    id,
    ocid: draft.ocid ?? type.ocidPrefix + id,
    meta: {
      resourceType: type.name,
      created: now,
      lastModified: now,
      version: newId(),
      location: locationOf(type.name, id),
    },
    idcsCreatedBy: by,
    idcsLastModifiedBy: by,
    domainOcid: tenancy.domainOcid,
    compartmentOcid: tenancy.compartmentOcid,
    tenancyOcid: tenancy.tenancyOcid,
  };
}

/** The stored resource with new content: same ids, new version. */
export function changedResource(domain: DomainContext, current: Resource, draft: JsonObject, caller: Caller): Resource {
  return {
    ...withoutUnassigned(draft),
    id: current.id,
    meta: { ...memberOf(current, "meta"), lastModified: domain.settings.now().toISOString(), version: newId() },
    idcsLastModifiedBy: actor(caller),
  };
}

/** A caller that signs its requests appears as "OCI User" with its OCID (Oracle: "Response Body"). */
function actor(caller: Caller): JsonObject {
  return {
    type: caller.type,
    value: caller.ocid === undefined ? caller.id : "OCI User",
    display: caller.display,
    ocid: caller.ocid,
    $ref: locationOf(caller.type, caller.id),
  };
}
