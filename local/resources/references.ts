import { type ResourceTypeName, resourceTypes } from "../schemas/resource-types.ts";
import { type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Change, Directory } from "../storage/directory.ts";

const longestReference = 40;

/** The path of a resource; answers show it after the domain's URL. */
export function locationOf(type: ResourceTypeName, id: string): string {
  return `/admin/v1/${resourceTypes[type].endpoint}/${id}`;
}

/** The name that a reference shows for its resource. */
export function displayOf(resource: Resource | undefined): string | undefined {
  return textOf(resource, "displayName") ?? textOf(resource, "userName");
}

/**
 * The resource that a reference names by its SCIM id.
 *
 * @throws ScimError `stringTooLong` for more than 40 characters (an OCID), `invalidReference` for an unknown id
 */
export function referenced(directory: Directory, path: string, type: ResourceTypeName, id: string): Resource {
  if (id.length > longestReference) {
    throw new ScimError("stringTooLong", `${path} must not be longer than ${longestReference} characters.`);
  }
  const resource = directory.byId(type, id);
  if (resource === undefined) {
    throw new ScimError("invalidReference", `${path} references a ${type} with ID ${id} that does not exist.`);
  }
  return resource;
}

/** The removal of these resources. */
export function removalOf(type: ResourceTypeName, resources: readonly Resource[]): readonly Change[] {
  return [...new Set(resources.map(({ id }) => id))].map((id) => ({ collection: type, remove: id }));
}
