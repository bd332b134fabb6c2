import { type Attribute, boolean, complex, integer, reference, string } from "../scim/attribute.ts";
import { sharedAttributes } from "./shared-attributes.ts";

/**
 * The IdentityPropagationTrust resource: whose tokens the token endpoint exchanges, and for whom (npm
 * `oci-identitydomains`, model IdentityPropagationTrust; identity-domains-api.md 1.11).
 */
export const identityPropagationTrustAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("name", { mutability: "immutable", required: true, searchable: true }),
  string("description"),
  string("type", { required: true, caseExact: true, oneOf: ["JWT", "SAML", "SPNEGO", "AWS", "X509"] }),
  string("issuer", { returned: "always", required: true, unique: true, caseExact: true, searchable: true }),
  string("accountId", { caseExact: true, searchable: true }),
  boolean("active", { searchable: true, default: false }),
  string("subjectType", { oneOf: ["User", "App", "Resource"] }),
  string("subjectClaimName", { caseExact: true }),
  string("subjectMappingAttribute"),
  string("clientClaimName"),
  string("clientClaimValues", { multiValued: true, caseExact: true }),
  string("publicKeyEndpoint"),
  string("publicCertificate", { caseExact: true }),
  string("oauthClients", { multiValued: true, caseExact: true }),
  boolean("allowImpersonation"),
  integer("clockSkewSeconds"),
  complex("impersonationServiceUsers", { multiValued: true, returned: "request", key: ["rule", "value"] }, [
    string("rule", { required: true, caseExact: true }),
    string("value", { required: true, caseExact: true, searchable: true }),
    string("ocid", { caseExact: true, searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
  ]),
];
