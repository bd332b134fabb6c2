import { isNotFound } from "../identity-domain/identity-domain-error.ts";
import type { ResourceType } from "./resource-type.ts";

/** A grant of an app, or of one of its roles, to a user, a group or another app. Every change replaces it. */
export const domainsGrant: ResourceType = {
  token: "oci:Identity/domainsGrant:DomainsGrant",
  collection: "Grants",
  secrets: ["authorization"],
  remove: async (domain, id) => {
    try {
      await domain.remove("Grants", id);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },
};
