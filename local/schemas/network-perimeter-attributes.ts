import { type Attribute, complex, string } from "../scim/attribute.ts";
import { sharedAttributes } from "./shared-attributes.ts";

/** The NetworkPerimeter resource (npm `oci-identitydomains`, model NetworkPerimeter; identity-domains-api.md 1.10). */
export const networkPerimeterAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("externalId"),
  string("name", { returned: "always", required: true, unique: true, searchable: true }),
  string("description"),
  complex("ipAddresses", { multiValued: true, required: true, searchable: true, key: ["value"] }, [
    string("value", { required: true }),
    string("type", { caseExact: true, oneOf: ["CIDR", "RANGE", "EXACT"] }),
    string("version", { caseExact: true, searchable: true, oneOf: ["IPV4", "IPV6"] }),
  ]),
];
