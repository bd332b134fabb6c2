import { schemaAttributeTable } from "../schemas/schema-attribute-attributes.ts";
import { answerSchema, type JsonSchema } from "./json-schema.ts";

const text = { type: "string" };
/** A document about the API itself; RFC 7643 says what is in it. */
const document: JsonSchema = { type: "object", properties: { schemas: { type: "array" } }, required: ["schemas"] };
const errorUrn = "urn:ietf:params:scim:api:messages:2.0:Error";
const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
const oracle = "urn:ietf:params:scim:schemas:oracle:idcs:";
const messages = "urn:ietf:params:scim:api:messages:2.0:";

function message(
  urn: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema {
  const schemas = { type: "array", items: { const: urn }, minItems: 1, maxItems: 1 };
  return {
    type: "object",
    properties: { schemas, ...properties },
    required: ["schemas", ...required],
    additionalProperties: false,
  };
}

/** A list answer of these resources. */
export function listSchema(resource: JsonSchema): JsonSchema {
  const whole = { type: "integer", minimum: 0 };
  return message(
    `${messages}ListResponse`,
    { totalResults: whole, Resources: { type: "array", items: resource }, startIndex: whole, itemsPerPage: whole },
    ["totalResults", "Resources", "startIndex", "itemsPerPage"],
  );
}

/** The schemas of the admin API that are not resources. */
export const messageSchemas: Readonly<Record<string, JsonSchema>> = {
  ScimError: {
    type: "object",
    properties: {
      schemas: { type: "array", items: { enum: [errorUrn, errorExtension] } },
      detail: text,
      status: { type: "string", pattern: "^[45][0-9]{2}$" },
      [errorExtension]: {
        type: "object",
        properties: { messageId: text, additionalData: {} },
        additionalProperties: false,
      },
    },
    required: ["schemas", "detail", "status"],
    additionalProperties: false,
  },
  SearchRequest: message(
    `${messages}SearchRequest`,
    {
      attributes: { type: "array", items: text },
      attributeSets: { type: "array", items: { enum: ["all", "always", "never", "request", "default"] } },
      filter: text,
      sortBy: text,
      sortOrder: { enum: ["ascending", "descending"] },
      startIndex: { type: "integer" },
      count: { type: "integer" },
      limit: { type: "integer" },
      page: text,
      distinct: { type: "boolean" },
    },
    [],
  ),
  PatchOp: message(
    `${messages}PatchOp`,
    {
      Operations: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          properties: {
            op: { enum: ["add", "remove", "replace", "ADD", "REMOVE", "REPLACE"] },
            path: text,
            value: {},
          },
          required: ["op"],
          additionalProperties: false,
        },
      },
    },
    ["Operations"],
  ),
  BulkRequest: message(
    `${messages}BulkRequest`,
    {
      failOnErrors: { type: "integer", minimum: 1 },
      Operations: {
        type: "array",
        items: {
          type: "object",
          properties: {
            method: { enum: ["POST", "PUT", "PATCH", "DELETE"] },
            path: { type: "string", pattern: "^/" },
            bulkId: text,
            version: text,
            data: { type: "object" },
          },
          required: ["method", "path"],
          additionalProperties: false,
        },
      },
    },
    ["Operations"],
  ),
  BulkResponse: message(
    `${messages}BulkResponse`,
    {
      Operations: {
        type: "array",
        items: {
          type: "object",
          properties: {
            method: text,
            path: text,
            bulkId: text,
            location: text,
            version: text,
            status: text,
            response: { type: "object" },
          },
          required: ["method", "status"],
          additionalProperties: false,
        },
      },
    },
    ["Operations"],
  ),
  AppStatusChanger: message(`${oracle}AppStatusChanger`, { id: text, active: { type: "boolean" } }, ["active"]),
  AppClientSecretRegeneratorRequest: message(`${oracle}AppClientSecretRegenerator`, { appId: text }, ["appId"]),
  AppClientSecretRegenerator: message(
    `${oracle}AppClientSecretRegenerator`,
    { id: text, appId: text, clientSecret: text },
    ["appId", "clientSecret"],
  ),
  ResourceTypeSchemaAttributeList: listSchema(answerSchema(schemaAttributeTable)),
  DiscoveryDocument: document,
  DiscoveryDocumentList: listSchema(document),
  JsonWebKeySet: {
    type: "object",
    properties: { keys: { type: "array", items: { type: "object", required: ["kty"] } } },
    required: ["keys"],
    additionalProperties: false,
  },
};
