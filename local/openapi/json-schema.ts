import type { Attribute, AttributeTable } from "../scim/attribute.ts";

/** A JSON Schema (draft 2020-12, as in OpenAPI 3.1). */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A resource as an answer shows it: any selection of its attributes, and no others. */
export function answerSchema(type: AttributeTable): JsonSchema {
  return objectOf(
    type.attributes.filter(({ returned }) => returned !== "never"),
    answerSchemaOf,
    ["id"],
  );
}

/** A resource as POST and PUT accept it, without the attributes that only the server sets. */
export function requestSchema(type: AttributeTable): JsonSchema {
  const writable = type.attributes.filter(({ mutability }) => mutability !== "readOnly");
  const schemas = {
    type: "array",
    items: { enum: schemasOf(type) },
    contains: { const: type.schema },
    uniqueItems: true,
  };
  const schema = objectOf(writable, requestSchemaOf, requiredOf(writable));
  return { ...schema, properties: { ...(schema.properties as JsonSchema), schemas } };
}

function schemasOf(type: AttributeTable): readonly string[] {
  return [type.schema, ...type.attributes.map(({ name }) => name).filter((name) => name.startsWith("urn:"))];
}

function requiredOf(attributes: readonly Attribute[]): readonly string[] {
  return attributes.filter(({ required }) => required === true).map(({ name }) => name);
}

function objectOf(
  attributes: readonly Attribute[],
  schemaOf: (attribute: Attribute) => JsonSchema,
  required: readonly string[],
): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(attributes.map((attribute) => [attribute.name, listed(attribute, schemaOf)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function listed(attribute: Attribute, schemaOf: (attribute: Attribute) => JsonSchema): JsonSchema {
  return attribute.multiValued === true ? { type: "array", items: schemaOf(attribute) } : schemaOf(attribute);
}

function answerSchemaOf(attribute: Attribute): JsonSchema {
  if (attribute.type !== "complex") return simple(attribute);
  return objectOf(
    attribute.subAttributes.filter(({ returned }) => returned !== "never"),
    answerSchemaOf,
    [],
  );
}

function requestSchemaOf(attribute: Attribute): JsonSchema {
  if (attribute.type !== "complex") return simple(attribute);
  const writable = attribute.subAttributes.filter(({ mutability }) => mutability !== "readOnly");
  return objectOf(writable, requestSchemaOf, requiredOf(writable));
}

const types: Readonly<Record<Attribute["type"], JsonSchema>> = {
  string: { type: "string" },
  reference: { type: "string" },
  dateTime: { type: "string", format: "date-time" },
  boolean: { type: "boolean" },
  integer: { type: "integer" },
  complex: { type: "object" },
  any: {},
};

function simple({ type, oneOf }: Attribute): JsonSchema {
  return { ...types[type], ...(oneOf !== undefined && { enum: oneOf }) };
}
