import type { IdentityDomain } from "../identity-domain/client.ts";
import { IdentityDomainError, isNotFound } from "../identity-domain/identity-domain-error.ts";
import type { Values } from "./property-values.ts";
import type { ResourceType } from "./resource-type.ts";

/** An application of an identity domain. */
export const domainsApp: ResourceType = {
  token: "oci:Identity/domainsApp:DomainsApp",
  collection: "Apps",
  secrets: ["clientSecret", "authorization"],
  remove: async (domain, id, properties) => {
    try {
      await deactivateAndRemove(domain, id, properties);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },
};

/**
 * The domain deletes no active application, so it is deactivated first; if it is then not deleted, it is activated again:
 * a failed delete leaves the application as it was.
 */
async function deactivateAndRemove(domain: IdentityDomain, id: string, properties: Values): Promise<void> {
  const query = properties.forceDelete === true ? { forceDelete: true } : {};
  if (properties.active !== true) return domain.remove("Apps", id, { query });
  await domain.changeStatus(id, false);
  try {
    await domain.remove("Apps", id, { query });
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    throw new IdentityDomainError(error.code, `${error.message}\n${await activateAgain(domain, id)}`, error.details);
  }
}

async function activateAgain(domain: IdentityDomain, id: string): Promise<string> {
  try {
    await domain.changeStatus(id, true);
    return "The application had been deactivated to be deleted; it is active again.";
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    return `The application had been deactivated to be deleted and is still inactive, because activating it failed too: ${error.message}`;
  }
}
