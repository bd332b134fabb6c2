import { type Attribute, boolean, complex, reference, string } from "../scim/attribute.ts";
import { sharedAttributes } from "./shared-attributes.ts";

/** The AppRole resource (npm `oci-identitydomains`, model AppRole; identity-domains-api.md 5). */
export const appRoleAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("displayName", { mutability: "immutable", returned: "always", required: true, searchable: true }),
  string("uniqueName", { mutability: "readOnly", returned: "always" }),
  complex("app", { required: true, returned: "always" }, [
    string("value", { mutability: "immutable", returned: "always", required: true, caseExact: true, searchable: true }),
    string("display", { mutability: "readOnly", returned: "always", searchable: true }),
    string("name", { mutability: "readOnly", searchable: true }),
    string("serviceInstanceIdentifier", { mutability: "readOnly", searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
  ]),
  string("description", { searchable: true }),
  string("legacyGroupName", { mutability: "immutable", unique: true, searchable: true }),
  ...["adminRole", "availableToUsers", "availableToGroups", "availableToClients"].map((name) =>
    boolean(name, { mutability: "immutable", searchable: true, default: false }),
  ),
  boolean("public", { searchable: true, default: false }),
  boolean("limitedToOneOrMoreGroups", { mutability: "readOnly" }),
  string("localizedDisplayName", { mutability: "readOnly", returned: "request" }),
  complex("members", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
    string("value", { returned: "always", caseExact: true, searchable: true }),
    string("type", { caseExact: true, searchable: true }),
    string("display"),
    reference("$ref"),
  ]),
];
