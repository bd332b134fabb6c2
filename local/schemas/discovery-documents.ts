import type { Attribute } from "../scim/attribute.ts";
import type { JsonObject } from "../scim/json.ts";
import { describedAttributes, isDescribedExtension } from "./described-attribute.ts";
import { type ResourceType, resourceTypes } from "./resource-types.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:";

/** Common to all resources; no schema defines them (RFC 7643, section 3.1). */
const commonAttributes = ["id", "externalId", "schemas", "meta"];

/** The ResourceType documents, with relative locations (RFC 7643, section 6). */
export function resourceTypeDocuments(): readonly JsonObject[] {
  return Object.values(resourceTypes).map((type) => ({
    schemas: [`${core}ResourceType`],
    id: type.name,
    name: type.name,
    endpoint: `/${type.endpoint}`,
    schema: type.schema,
    schemaExtensions: type.attributes
      .filter(isDescribedExtension)
      .map(({ name }) => ({ schema: name, required: false })),
    meta: { resourceType: "ResourceType", location: `/admin/v1/ResourceTypes/${type.name}` },
  }));
}

/** The Schema documents of all resource types and their extensions (RFC 7643, section 7). */
export function schemaDocuments(): readonly JsonObject[] {
  return Object.values(resourceTypes).flatMap((type) => [
    schemaDocument(type.schema, type.name, ownAttributes(type)),
    ...type.attributes
      .filter(isDescribedExtension)
      .map(({ name, subAttributes }) => schemaDocument(name, extensionName(name), subAttributes)),
  ]);
}

function ownAttributes({ attributes }: ResourceType): readonly Attribute[] {
  return attributes.filter(({ name }) => !name.startsWith("urn:") && !commonAttributes.includes(name));
}

function extensionName(urn: string): string {
  return urn.split(":").slice(-2).join(" ");
}

function schemaDocument(urn: string, name: string, attributes: readonly Attribute[]): JsonObject {
  return {
    schemas: [`${core}Schema`],
    id: urn,
    name,
    attributes: describedAttributes(attributes),
    meta: { resourceType: "Schema", location: `/admin/v1/Schemas/${urn}` },
  };
}
