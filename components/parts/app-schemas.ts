/** Pulumi's name for what an application of an identity domain is. */
export const applicationType = "oci:Identity/domainsApp:DomainsApp";

/**
 * All schemas that an application may ever need, from the start: one that is added later would be sent without its URN,
 * because changes of `schemas` are ignored (the domain adds URNs of its own).
 */
export const appSchemas = [
  "urn:ietf:params:scim:schemas:oracle:idcs:App",
  "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App",
];

/** The id of the identity domain's own app, which holds the administrator roles. */
export const domainAppId = "IDCSAppId";
