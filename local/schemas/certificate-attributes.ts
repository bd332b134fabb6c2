import { type Attribute, dateTime, string } from "../scim/attribute.ts";
import { sharedAttributes } from "./shared-attributes.ts";

/**
 * The OAuthClientCertificate resource (npm `oci-identitydomains`, model OAuthClientCertificate;
 * identity-domains-api.md 1.10).
 */
export const certificateAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("externalId"),
  string("certificateAlias", { returned: "always", required: true, unique: true, searchable: true }),
  string("x509Base64Certificate", { required: true, caseExact: true }),
  // The model does not say who sets these four; they follow from the certificate.
  string("sha1Thumbprint", { mutability: "readOnly", caseExact: true, searchable: true }),
  string("sha256Thumbprint", { mutability: "readOnly", caseExact: true, searchable: true }),
  dateTime("certStartDate", { mutability: "readOnly" }),
  dateTime("certEndDate", { mutability: "readOnly" }),
  string("keyStoreName", { returned: "always" }),
  string("map", { returned: "always" }),
  string("keyStoreId", { returned: "never", caseExact: true }),
  string("keyStorePassword", { mutability: "writeOnly", returned: "never", caseExact: true }),
];
