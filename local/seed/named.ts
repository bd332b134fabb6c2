import type { ResourceTypeName } from "../schemas/resource-types.ts";
import type { Resource } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";

/** The resource of that name (case-insensitive). @throws ScimError `invalidReference` if there is none */
export function named(directory: Directory, type: ResourceTypeName, attribute: string, name: string): Resource {
  const [found] = directory.matching(type, attribute, name);
  if (found === undefined)
    throw new ScimError("invalidReference", `There is no ${type} with the ${attribute} ${name}.`);
  return found;
}
