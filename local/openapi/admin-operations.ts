import { type ResourceType, resourceTypes } from "../schemas/resource-types.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type Operation, schemaRef } from "./operation.ts";

const selection = ["attributes", "attributeSets"];
const paging = ["filter", "sortBy", "sortOrder", "startIndex", "count", "limit", "page"];
const read = [400, 401, 403, 429];
const write = [400, 401, 403, 404, 409, 412, 413, 415, 429];

const shared = {
  errors: "ScimError",
  security: ["bearer", "ociSignature"],
} as const;

/** The operations of the admin API: those of each resource type, then the single ones. */
export const adminOperations: readonly Operation[] = [
  ...Object.values(resourceTypes).flatMap(operationsOf),
  {
    ...shared,
    path: "/admin/v1/AppStatusChanger/{id}",
    method: "put",
    tag: "AppStatusChanger",
    summary: "Activates or deactivates an app.",
    parameters: ["id"],
    body: schemaRef("AppStatusChanger"),
    answers: { 200: schemaRef("AppStatusChanger") },
    refusals: write,
  },
  {
    ...shared,
    path: "/admin/v1/AppClientSecretRegenerator",
    method: "post",
    tag: "AppClientSecretRegenerator",
    summary: "Gives an app another client secret; the one before is void at once.",
    body: schemaRef("AppClientSecretRegeneratorRequest"),
    parameters: ["opc-retry-token"],
    answers: { 200: schemaRef("AppClientSecretRegenerator"), 201: schemaRef("AppClientSecretRegenerator") },
    refusals: write,
  },
  {
    ...shared,
    path: "/admin/v1/Bulk",
    method: "post",
    tag: "Bulk",
    summary: "Carries out several operations in their order.",
    body: schemaRef("BulkRequest"),
    answers: { 200: schemaRef("BulkResponse") },
    refusals: write,
  },
  {
    ...shared,
    path: "/admin/v1/Me",
    method: "get",
    tag: "Me",
    summary: "The user who asks.",
    parameters: [...selection, "if-none-match"],
    answers: { 200: schemaRef("User"), 304: null },
    refusals: [...read, 404],
  },
  {
    ...shared,
    path: "/admin/v1/Me",
    method: "patch",
    tag: "Me",
    summary: "Changes the user who asks.",
    parameters: [...selection, "if-match"],
    body: schemaRef("PatchOp"),
    answers: { 200: schemaRef("User") },
    refusals: write,
  },
  ...discoveryOperations(),
  {
    ...shared,
    path: "/admin/v1/ResourceTypeSchemaAttributes",
    method: "get",
    tag: "ResourceTypeSchemaAttributes",
    summary: "The attributes of a resource type.",
    parameters: [...selection, ...paging],
    answers: { 200: schemaRef("ResourceTypeSchemaAttributeList") },
    refusals: read,
  },
  {
    ...shared,
    path: "/admin/v1/SigningCert/jwk",
    method: "get",
    tag: "SigningCert",
    summary: "The key that signs tokens.",
    answers: { 200: schemaRef("JsonWebKeySet") },
    refusals: [401, 429],
  },
];

function discoveryOperations(): readonly Operation[] {
  const about = { ...shared, method: "get", tag: "Discovery", refusals: read } as const;
  const document = schemaRef("DiscoveryDocument");
  return [
    {
      ...about,
      path: "/admin/v1/ServiceProviderConfig",
      summary: "What the API supports.",
      answers: { 200: document },
    },
    ...["ResourceTypes", "Schemas"].flatMap((endpoint): readonly Operation[] => [
      {
        ...about,
        path: `/admin/v1/${endpoint}`,
        summary: `All ${endpoint}.`,
        answers: { 200: schemaRef("DiscoveryDocumentList") },
      },
      {
        ...about,
        path: `/admin/v1/${endpoint}/{id}`,
        summary: `One of the ${endpoint}.`,
        parameters: ["id"],
        answers: { 200: document },
        refusals: [...read, 404],
      },
    ]),
  ];
}

function operationsOf({ name, endpoint, replaceable }: ResourceType): readonly Operation[] {
  const collection = { ...shared, path: `/admin/v1/${endpoint}`, tag: endpoint };
  const member = { ...shared, path: `/admin/v1/${endpoint}/{id}`, tag: endpoint };
  const resource: JsonSchema = schemaRef(name);
  const request: JsonSchema = schemaRef(`${name}Request`);
  const list: JsonSchema = schemaRef(`${name}List`);
  return [
    {
      ...collection,
      method: "get",
      summary: `Lists ${endpoint}.`,
      parameters: [...selection, ...paging],
      answers: { 200: list },
      refusals: read,
    },
    {
      ...collection,
      method: "post",
      summary: `Creates a resource of type ${name}.`,
      parameters: [...selection, "opc-retry-token"],
      body: request,
      answers: { 201: resource },
      refusals: write,
    },
    {
      ...collection,
      path: `${collection.path}/.search`,
      method: "post",
      summary: `Lists ${endpoint}, with the parameters in the body.`,
      body: schemaRef("SearchRequest"),
      answers: { 200: list },
      refusals: [...read, 413, 415],
    },
    {
      ...member,
      method: "get",
      summary: `Reads a resource of type ${name}.`,
      parameters: ["id", ...selection, "if-none-match"],
      answers: { 200: resource, 304: null },
      refusals: [...read, 404],
    },
    ...(replaceable
      ? [
          {
            ...member,
            method: "put" as const,
            summary: `Replaces a resource of type ${name}.`,
            parameters: ["id", ...selection, "if-match"],
            body: request,
            answers: { 200: resource },
            refusals: write,
          },
        ]
      : []),
    {
      ...member,
      method: "patch",
      summary: `Changes a resource of type ${name}.`,
      parameters: ["id", ...selection, "if-match"],
      body: schemaRef("PatchOp"),
      answers: { 200: resource },
      refusals: write,
    },
    {
      ...member,
      method: "delete",
      summary: `Deletes a resource of type ${name}.`,
      parameters: ["id", "forceDelete", "if-match"],
      answers: { 204: null },
      refusals: [400, 401, 403, 404, 409, 412, 429],
    },
  ];
}
