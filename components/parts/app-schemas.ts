/** Pulumi's type token of an application of an identity domain. */
export const applicationType = "oci:Identity/domainsApp:DomainsApp";

/**
 * All schemas that an application may ever need, from its creation on: attributes of a schema that is added later would
 * be sent without its URN, because changes of `schemas` are ignored (the domain adds URNs of its own).
 */
export const appSchemas = [
  "urn:ietf:params:scim:schemas:oracle:idcs:App",
  "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App",
];
