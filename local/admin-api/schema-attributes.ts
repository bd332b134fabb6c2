import { describedAttribute } from "../schemas/described-attribute.ts";
import { type ResourceType, resourceTypes } from "../schemas/resource-types.ts";
import { schemaAttributeTable } from "../schemas/schema-attribute-attributes.ts";
import type { Attribute } from "../scim/attribute.ts";
import { compileFilter } from "../scim/filter.ts";
import type { JsonObject } from "../scim/json.ts";
import { type ListAnswer, listAnswer, sorted } from "../scim/list.ts";
import { project } from "../scim/projection.ts";
import { readSelection } from "../scim/selection.ts";

/**
 * Answers `GET /admin/v1/ResourceTypeSchemaAttributes`: the attribute tables, one row per attribute, so that a client
 * can look up what `mutability` or `returned` an attribute has. Sub-attributes are rows of their own.
 *
 * @see npm `oci-identitydomains`, ResourceTypeSchemaAttribute; identity-domains-api.md 8.1
 */
export function listSchemaAttributes(parameters: URLSearchParams): ListAnswer {
  const filter = parameters.get("filter") ?? "";
  const test = filter === "" ? () => true : compileFilter(schemaAttributeTable, filter).test;
  const selection = readSelection(schemaAttributeTable, parameters);
  const rows = Object.values(resourceTypes).flatMap(rowsOf).filter(test);
  return listAnswer(parameters, sorted(schemaAttributeTable, rows, parameters), (row) =>
    project(schemaAttributeTable.attributes, row, selection),
  );
}

function rowsOf(type: ResourceType): readonly JsonObject[] {
  return type.attributes.flatMap((attribute) =>
    attribute.name.startsWith("urn:")
      ? attribute.subAttributes.flatMap((one) => rowsOfAttribute(type, attribute.name, one, ""))
      : rowsOfAttribute(type, type.schema, attribute, ""),
  );
}

function rowsOfAttribute(type: ResourceType, urn: string, attribute: Attribute, prefix: string): readonly JsonObject[] {
  const name = prefix + attribute.name;
  const { subAttributes, ...described } = describedAttribute(attribute);
  const row: JsonObject = {
    schemas: [schemaAttributeTable.schema],
    id: `${type.name}:${urn}:${name}`,
    ...described,
    type: attribute.type === "any" ? "complex" : attribute.type,
    name,
    resourceType: type.name,
    idcsSchemaUrn: urn,
    idcsFullyQualifiedName: `${urn}:${name}`,
    idcsSearchable: attribute.searchable ?? false,
    ...(attribute.key === undefined ? {} : { idcsCompositeKey: attribute.key }),
  };
  return [row, ...attribute.subAttributes.flatMap((one) => rowsOfAttribute(type, urn, one, `${name}.`))];
}
