import { type AttributeTable, boolean, each, string } from "../scim/attribute.ts";

/** The rows of ResourceTypeSchemaAttribute (npm `oci-identitydomains`) that the tables here can fill. */
export const schemaAttributeTable: AttributeTable = {
  name: "ResourceTypeSchemaAttribute",
  schema: "urn:ietf:params:scim:schemas:oracle:idcs:ResourceTypeSchemaAttribute",
  attributes: each({ mutability: "readOnly", searchable: true }, [
    string("id", { returned: "always" }),
    string("schemas", { multiValued: true }),
    string("name", { caseExact: true }),
    string("resourceType"),
    string("idcsSchemaUrn"),
    string("idcsFullyQualifiedName"),
    string("type", { caseExact: true }),
    boolean("multiValued"),
    boolean("required"),
    boolean("caseExact"),
    string("mutability", { caseExact: true }),
    string("returned", { caseExact: true }),
    string("uniqueness", { caseExact: true }),
    string("canonicalValues", { multiValued: true }),
    string("referenceTypes", { multiValued: true, caseExact: true }),
    string("idcsCompositeKey", { multiValued: true, caseExact: true }),
    boolean("idcsSearchable"),
  ]),
};
