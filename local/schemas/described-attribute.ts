import type { Attribute } from "../scim/attribute.ts";
import type { JsonObject } from "../scim/json.ts";

/**
 * One row of an attribute table as clients read it. Rows of type `any` have no description: their values are kept as
 * they were sent.
 *
 * @see RFC 7643, section 7
 */
export function describedAttribute(attribute: Attribute): JsonObject {
  const { name, type, subAttributes, oneOf } = attribute;
  return {
    name,
    type,
    multiValued: attribute.multiValued ?? false,
    required: attribute.required ?? false,
    caseExact: attribute.caseExact ?? false,
    mutability: attribute.mutability ?? "readWrite",
    returned: attribute.returned ?? "default",
    uniqueness: attribute.unique === true ? "server" : "none",
    ...(oneOf === undefined ? {} : { canonicalValues: oneOf }),
    ...(type === "reference" ? { referenceTypes: ["uri"] } : {}),
    ...(type === "complex" ? { subAttributes: describedAttributes(subAttributes) } : {}),
  };
}

/** The rows that have a description, in the order of the table. */
export function describedAttributes(attributes: readonly Attribute[]): readonly JsonObject[] {
  return attributes.filter(({ type }) => type !== "any").map(describedAttribute);
}

/** Whether a row is a schema extension with rows of its own. */
export function isDescribedExtension({ name, type }: Attribute): boolean {
  return name.startsWith("urn:") && type === "complex";
}
