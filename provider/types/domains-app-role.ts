import { hasSameOwner, quoted, stackOf } from "../requests/ownership.ts";
import { isValues, type Values } from "../values/property-values.ts";
import { explainConflict } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

/** A role that an application defines. Every change replaces it: the API has no PUT for roles. */
export const domainsAppRole: ResourceType = {
  token: "oci:Identity/domainsAppRole:DomainsAppRole",
  collection: "AppRoles",
  secrets: ["authorization"],
  notShown: [],
  twinOf: (inputs) =>
    stackOf(inputs) === undefined
      ? undefined
      : { query: rolesOfTheSameName(inputs), isTwin: (found) => hasSameOwner(inputs, found) },
  explainConflict: (domain, inputs, refusal, own) =>
    explainConflict(domain, inputs, refusal, {
      own,
      collection: "AppRoles",
      kind: "app role",
      query: rolesOfTheSameName(inputs),
      nameOf: ({ displayName }) => ({ attribute: "displayName", shown: `displayName "${displayName}"` }),
    }),
  describe: ({ id, displayName }) => `app role "${displayName}" (id ${id})`,
  remove: ({ domain, id }) => domain.remove("AppRoles", id),
};

/** A name is given once in each application. Who has a role is not asked for: that may be very many. */
function rolesOfTheSameName({ app, displayName }: Values): { filter: string; attributes: string } {
  const appId = isValues(app) ? String(app.value) : "";
  return {
    filter: `app.value eq ${quoted(appId)} and displayName eq ${quoted(String(displayName))}`,
    attributes: "app,displayName,tags",
  };
}
