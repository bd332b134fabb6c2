import { quoted } from "./ownership.ts";
import { isValues, type Value, type Values } from "./property-values.ts";
import type { ResourceType, Twin } from "./resource-type.ts";

/** A grant of an app, or of one of its roles, to a user, a group or another app. Every change replaces it. */
export const domainsGrant: ResourceType = {
  token: "oci:Identity/domainsGrant:DomainsGrant",
  collection: "Grants",
  secrets: ["authorization"],
  notShown: [],
  twinOf: identicalGrant,
  explainConflict: async (_domain, _inputs, refusal) => refusal,
  describe: ({ id }) => `assignment (id ${id})`,
  remove: ({ domain, id }) => domain.remove("Grants", id),
};

/** A grant is what it grants to whom: an identical one is the same. */
function identicalGrant(inputs: Values): Twin | undefined {
  const wanted = contentOf(inputs);
  const [grantee, app] = [member(inputs.grantee, "value"), member(inputs.app, "value")];
  if (typeof grantee !== "string" || typeof app !== "string") return undefined;
  return {
    query: {
      filter: `grantee.value eq ${quoted(grantee)} and app.value eq ${quoted(app)}`,
      attributeSets: ["default", "request"],
    },
    isTwin: (found) => contentOf(found) === wanted,
  };
}

function contentOf({ grantMechanism, grantee, app, entitlement }: Values): string {
  return JSON.stringify([
    grantMechanism,
    member(grantee, "type"),
    member(grantee, "value"),
    member(app, "value"),
    member(entitlement, "attributeName") ?? null,
    member(entitlement, "attributeValue") ?? null,
  ]);
}

function member(value: Value | undefined, name: string): Value | undefined {
  return isValues(value) ? value[name] : undefined;
}
