import { ownershipTags } from "../../naming/ownership-tags.ts";
import { hasSameOwner, ownershipOf, tagFilter } from "../requests/ownership.ts";
import type { Values } from "../values/property-values.ts";
import { removeApp } from "./app/delete.ts";
import { anyOf, explainConflict, type SharedName } from "./explain-conflict.ts";
import type { ResourceType, Twin } from "./resource-type.ts";

/** An application of an identity domain. */
export const domainsApp: ResourceType = {
  token: "oci:Identity/domainsApp:DomainsApp",
  collection: "Apps",
  secrets: ["clientSecret", "authorization"],
  notShown: [],
  twinOf: appWithTheSameTags,
  explainConflict: (domain, inputs, refusal, own) => {
    const { displayName, name } = inputs;
    return explainConflict(domain, inputs, refusal, {
      own,
      collection: "Apps",
      kind: "application",
      query: { filter: anyOf({ displayName, name }), attributes: "displayName,name,tags" },
      nameOf: (found) => sharedName(found, inputs),
    });
  },
  describe: ({ id, displayName }) => `application "${displayName}" (id ${id})`,
  remove: removeApp,
};

/** An application that carries the tags of this very resource. Without such tags nothing tells it from other people's. */
function appWithTheSameTags(inputs: Values): Twin | undefined {
  const ownership = ownershipOf(inputs);
  if (ownership === undefined) return undefined;
  return {
    query: { filter: tagFilter(ownershipTags.urn, ownership.urn), attributeSets: ["default", "request"] },
    isTwin: (found) => hasSameOwner(inputs, found),
  };
}

/** Both the display name and the client ID are given only once. */
function sharedName(found: Values, inputs: Values): SharedName {
  const displayName = { attribute: "displayName", shown: `displayName "${found.displayName}"` };
  const clientId = { attribute: "client ID (`name`)", shown: `client ID "${found.name}"` };
  return String(found.displayName).toLowerCase() === String(inputs.displayName).toLowerCase()
    ? { ...displayName, alsoKnownAs: clientId.shown }
    : { ...clientId, alsoKnownAs: displayName.shown };
}
