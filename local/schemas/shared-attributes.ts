import { type Attribute, boolean, complex, dateTime, each, reference, string } from "../scim/attribute.ts";

const actor = each({ mutability: "readOnly" }, [
  string("value", { caseExact: true, searchable: true }),
  reference("$ref"),
  string("type"),
  string("display", { caseExact: true }),
  string("ocid", { caseExact: true, searchable: true }),
]);

/** The URN that the service adds to `schemas` when OCI tags are present. */
export const ociTagsExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:OCITags";

/** The attributes that every resource type of an identity domain has (npm `oci-identitydomains`, all models). */
export const sharedAttributes: readonly Attribute[] = [
  string("id", { mutability: "readOnly", returned: "always", searchable: true }),
  // The models call it immutable; only the server sets it.
  string("ocid", { mutability: "readOnly", caseExact: true, searchable: true }),
  string("schemas", { multiValued: true, required: true }),
  complex("meta", { mutability: "readOnly" }, [
    string("resourceType"),
    dateTime("created", { searchable: true }),
    dateTime("lastModified", { searchable: true }),
    reference("location"),
    string("version"),
  ]),
  complex("idcsCreatedBy", { mutability: "readOnly" }, actor),
  complex("idcsLastModifiedBy", { mutability: "readOnly" }, actor),
  string("idcsPreventedOperations", { multiValued: true, mutability: "readOnly", returned: "request" }),
  complex("tags", { multiValued: true, returned: "request", searchable: true, key: ["key", "value"] }, [
    string("key", { required: true, searchable: true }),
    string("value", { required: true, searchable: true }),
  ]),
  boolean("deleteInProgress", { mutability: "readOnly", searchable: true, default: false }),
  string("idcsLastUpgradedInRelease", { mutability: "readOnly", returned: "request" }),
  string("domainOcid", { mutability: "readOnly" }),
  string("compartmentOcid", { mutability: "readOnly" }),
  string("tenancyOcid", { mutability: "readOnly" }),
];

/** The rows of a reference to another resource: `{value, $ref}`. */
export const referenceRows: readonly Attribute[] = [
  string("value", { required: true, caseExact: true, searchable: true }),
  reference("$ref", { mutability: "readOnly" }),
];
