import { hasSameOwner, quoted, stackOf } from "../requests/ownership.ts";
import { isValues, type Values } from "../values/property-values.ts";
import { explainConflict, isSameName } from "./explain-conflict.ts";
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
      : {
          query: rolesOfTheSameName(inputs),
          isTwin: (found) => hasSameOwner(inputs, found) && isSameRole(found, inputs),
        },
  sameAs: (inputs) => ({ query: rolesOfTheSameName(inputs), isSame: (found) => isSameRole(found, inputs) }),
  explainConflict: (domain, inputs, refusal, own) =>
    explainConflict(domain, inputs, refusal, {
      own,
      collection: "AppRoles",
      kind: "app role",
      query: rolesOfTheSameName(inputs),
      nameOf: ({ displayName }) => ({ attribute: "displayName", shown: `displayName "${displayName}"` }),
    }),
  describe: ({ id, displayName }) => `app role "${displayName}" (id ${id})`,
};

/** A name is unique in each application. The members of a role are not requested: there may be very many. */
function rolesOfTheSameName({ app, displayName }: Values): { filter: string; attributes: string } {
  const appId = isValues(app) ? String(app.value) : "";
  return {
    filter: `app.value eq ${quoted(appId)} and displayName eq ${quoted(String(displayName))}`,
    attributes: "app,displayName,tags",
  };
}

function isSameRole(found: Values, { app, displayName }: Values): boolean {
  const isOfTheSameApp = isValues(found.app) && isValues(app) && found.app.value === app.value;
  return isOfTheSameApp && isSameName(found.displayName, displayName);
}
