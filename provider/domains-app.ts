import { explainAppConflict } from "./app-conflict.ts";
import { removeApp } from "./app-removal.ts";
import { isSameOwnership, ownershipOf, tagFilter } from "./ownership.ts";
import type { Values } from "./property-values.ts";
import type { ResourceType, Twin } from "./resource-type.ts";

/** An application of an identity domain. */
export const domainsApp: ResourceType = {
  token: "oci:Identity/domainsApp:DomainsApp",
  collection: "Apps",
  secrets: ["clientSecret", "authorization"],
  twinOf: appWithTheSameTags,
  explainConflict: explainAppConflict,
  describe: ({ id, displayName }) => `application "${displayName}" (id ${id})`,
  remove: removeApp,
};

/** An application that carries the tags of this very resource. Without such tags nothing tells it from other people's. */
function appWithTheSameTags(inputs: Values): Twin | undefined {
  const ownership = ownershipOf(inputs);
  if (ownership === undefined) return undefined;
  return {
    filter: tagFilter("urn", ownership.urn),
    isTwin: (found) => isSameOwnership(ownership, ownershipOf(found)),
  };
}
