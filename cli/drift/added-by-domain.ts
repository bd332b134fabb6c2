/** What an identity domain adds or changes by itself. */
export interface AddedByDomain {
  /** The type of resource, as the admin API calls it. */
  readonly resource: "App" | "Grant" | "OAuthClientCertificate" | "User";
  /** The attribute, as a path without indexes. */
  readonly attribute: string;
  readonly what: string;
  /** The section of docs/identity-domains-api.md with the evidence. */
  readonly section: string;
}

/** What is never drift, because the domain does it: docs/drift.md shows this table. */
export const addedByDomain: readonly AddedByDomain[] = [
  { resource: "App", attribute: "schemas", what: "the URN of OCI tags appears after a write", section: "1.5" },
  { resource: "App", attribute: "meta", what: "times, version and address", section: "1.4" },
  { resource: "App", attribute: "idcsLastModifiedBy", what: "who wrote last", section: "1.4" },
  {
    resource: "App",
    attribute: "basedOnTemplate.lastModified",
    what: "when Oracle changed the template",
    section: "1.8",
  },
  {
    resource: "App",
    attribute: "allowedScopes.idOfDefiningApp",
    what: "the app that defines the scope",
    section: "1.9",
  },
  { resource: "App", attribute: "allowedScopes.readOnly", what: "whether the scope can be removed", section: "1.9" },
  { resource: "App", attribute: "scopes.fqs", what: "the audience and the scope", section: "1.7" },
  { resource: "App", attribute: "certificates.kid", what: "key id, thumbprints and content", section: "1.3" },
  { resource: "Grant", attribute: "grantor", what: "who granted it", section: "6.1" },
  { resource: "Grant", attribute: "isFulfilled", what: "whether the application was told", section: "6.1" },
  { resource: "OAuthClientCertificate", attribute: "sha1Thumbprint", what: "thumbprints and dates", section: "1.10" },
  { resource: "User", attribute: "emails", what: "an address for recovery", section: "7" },
];

/** Whether a difference is something that the domain does by itself. @param path such as `allowedScopes[0].readOnly` */
export function isAddedByDomain(path: string): boolean {
  const attribute = path.replaceAll(/\[\d+\]/g, "");
  return addedByDomain.some((one) => attribute === one.attribute || attribute.startsWith(`${one.attribute}.`));
}
