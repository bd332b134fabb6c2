import { resourceTypes } from "../schemas/resource-types.ts";
import { adminOperations } from "./admin-operations.ts";
import { answerSchema, type JsonSchema, requestSchema } from "./json-schema.ts";
import { listSchema, messageSchemas } from "./message-schemas.ts";
import { oauthOperations, oauthSchemas } from "./oauth-operations.ts";
import { renderOperation, schemaRef } from "./operation.ts";
import { parameters } from "./parameters.ts";

/**
 * Describes the identity domain at a URL: derived from the attribute tables that requests are checked with and from the
 * list of operations, which a test compares with the routes.
 *
 * @see OpenAPI Specification 3.1
 */
export function openapiDescription(url: string): object {
  const operations = [...adminOperations, ...oauthOperations];
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: renderOperation(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Local identity domain",
      version: "1",
      description: "The admin API and the OAuth endpoints of an Oracle identity domain, as the local one answers them.",
    },
    servers: [{ url }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { parameters, schemas: { ...messageSchemas, ...oauthSchemas, ...resourceSchemas() }, securitySchemes },
  };
}

function resourceSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.values(resourceTypes).flatMap((type) => [
      [type.name, answerSchema(type)],
      [`${type.name}Request`, requestSchema(type)],
      [`${type.name}List`, listSchema(schemaRef(type.name))],
    ]),
  );
}

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An access token of a client or user that holds the role." },
  ociSignature: { type: "apiKey", in: "header", name: "Authorization", description: "An OCI request signature." },
  clientBasic: { type: "http", scheme: "basic", description: "The client ID and secret, form-encoded." },
};
