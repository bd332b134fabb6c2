import { type Attribute, boolean, complex, reference, string } from "../scim/attribute.ts";
import { sharedAttributes } from "./shared-attributes.ts";

const grantMechanisms = [
  "IMPORT_APPROLE_MEMBERS",
  "ADMINISTRATOR_TO_USER",
  "ADMINISTRATOR_TO_DELEGATED_USER",
  "ADMINISTRATOR_TO_GROUP",
  "SERVICE_MANAGER_TO_USER",
  "ADMINISTRATOR_TO_APP",
  "SERVICE_MANAGER_TO_APP",
  "OPC_INFRA_TO_APP",
  "GROUP_MEMBERSHIP",
  "IMPORT_GRANTS",
  "SYNC_TO_USER",
  "ACCESS_REQUEST",
  "APP_ENTITLEMENT_COLLECTION",
  "ADMINISTRATOR_TO_DYNAMIC_RESOURCE_GROUP",
];

/**
 * The Grant resource (npm `oci-identitydomains`, model Grant; identity-domains-api.md 6.1). `app` is required in
 * practice.
 */
export const grantAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("grantMechanism", {
    mutability: "immutable",
    required: true,
    caseExact: true,
    searchable: true,
    oneOf: grantMechanisms,
  }),
  complex("grantee", { required: true }, [
    string("value", { mutability: "immutable", required: true, caseExact: true, searchable: true }),
    string("type", {
      mutability: "immutable",
      required: true,
      caseExact: true,
      searchable: true,
      oneOf: ["User", "Group", "App", "DynamicResourceGroup"],
    }),
    reference("$ref", { mutability: "readOnly" }),
    string("display", { mutability: "readOnly", returned: "request" }),
  ]),
  complex("app", { required: true }, [
    string("value", { mutability: "immutable", required: true, caseExact: true, searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
    string("display", { mutability: "readOnly", returned: "request", searchable: true }),
  ]),
  complex("entitlement", {}, [
    string("attributeName", { mutability: "immutable", required: true, searchable: true }),
    string("attributeValue", { mutability: "immutable", required: true, caseExact: true, searchable: true }),
  ]),
  complex("appEntitlementCollection", {}, [
    string("value", { mutability: "immutable", required: true, caseExact: true, searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
  ]),
  complex("grantor", { mutability: "readOnly" }, [
    string("value", { caseExact: true, searchable: true }),
    string("type", { caseExact: true, searchable: true }),
    reference("$ref"),
    string("display", { returned: "request" }),
  ]),
  boolean("isFulfilled", { mutability: "readOnly", searchable: true, default: true }),
  string("compositeKey", { mutability: "readOnly", returned: "request", caseExact: true, searchable: true }),
  string("grantedAttributeValuesJson", { caseExact: true }),
];
