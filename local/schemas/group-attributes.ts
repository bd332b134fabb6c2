import { type Attribute, any, boolean, complex, dateTime, reference, string } from "../scim/attribute.ts";
import { ociTagsExtension, sharedAttributes } from "./shared-attributes.ts";

const prefix = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";

/** The extension of Group that holds its description, grants and app roles. */
export const groupExtension = `${prefix}group:Group`;

/** The Group resource (npm `oci-identitydomains`, model Group; identity-domains-api.md 7). */
export const groupAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("displayName", { returned: "always", required: true, unique: true, searchable: true }),
  string("nonUniqueDisplayName", { returned: "always", searchable: true }),
  string("externalId", { searchable: true }),
  complex("members", { multiValued: true, returned: "request", searchable: true, key: ["value", "type"] }, [
    string("value", { returned: "always", required: true, caseExact: true, searchable: true }),
    string("type", { required: true, caseExact: true, searchable: true, oneOf: ["User"] }),
    string("ocid", { returned: "always", caseExact: true, searchable: true }),
    string("display", { mutability: "readOnly", searchable: true }),
    string("name", { mutability: "readOnly" }),
    dateTime("dateAdded", { mutability: "readOnly" }),
    string("membershipOcid", { mutability: "readOnly", caseExact: true, searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
  ]),
  complex(groupExtension, {}, [
    string("description", { searchable: true }),
    string("creationMechanism", { mutability: "immutable", returned: "request", searchable: true }),
    any("owners", { multiValued: true, returned: "request" }),
    complex("grants", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
      string("value", { caseExact: true, searchable: true }),
      string("appId", { caseExact: true, searchable: true }),
      string("grantMechanism", { caseExact: true, searchable: true }),
      reference("$ref"),
    ]),
    complex("appRoles", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
      string("value", { returned: "always", caseExact: true, searchable: true }),
      string("display", { searchable: true }),
      string("type"),
      string("appId", { caseExact: true, searchable: true }),
      string("appName", { searchable: true }),
      boolean("adminRole", { searchable: true }),
      reference("$ref"),
    ]),
  ]),
  complex(`${prefix}requestable:Group`, {}, [boolean("requestable", { returned: "request", searchable: true })]),
  ...["posix:Group", "dbcs:Group", "dynamic:Group"].map((suffix) => any(prefix + suffix)),
  any(ociTagsExtension),
];
