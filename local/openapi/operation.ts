import type { JsonSchema } from "./json-schema.ts";

/** The methods that the description contains. */
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** What differs from one operation to the next. */
export interface Operation {
  readonly path: string;
  readonly method: Method;
  readonly summary: string;
  readonly tag: string;
  /** Names of shared parameters. @default none */
  readonly parameters?: readonly string[];
  /** Query parameters of this operation only. @default none */
  readonly query?: Readonly<Record<string, JsonSchema & { readonly required?: true }>>;
  readonly body?: JsonSchema;
  /** Whether the body is a form instead of JSON. @default false */
  readonly form?: boolean;
  /** The schema of the answer's body; `null` for an answer without one. */
  readonly answers: Readonly<Record<number, JsonSchema | null>>;
  /** The statuses of its refusals. */
  readonly refusals: readonly number[];
  /** The shape of its refusals. */
  readonly errors: "ScimError" | "OAuthError";
  /** The schemes of which one is needed; includes `"none"` if authentication is optional. */
  readonly security: readonly string[];
}

/** A reference to a schema of the description. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An operation in the words of OpenAPI. @see OpenAPI Specification 3.1, "Operation Object" */
export function renderOperation(operation: Operation): object {
  const { path, method, summary, tag, parameters = [], query = {}, body, form = false, security } = operation;
  const own = Object.entries(query).map(([name, { required = false, ...schema }]) => ({
    name,
    in: "query",
    required,
    schema,
  }));
  return {
    operationId: operationId(method, path),
    summary,
    tags: [tag],
    parameters: [...parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })), ...own],
    ...(body !== undefined && { requestBody: { required: true, content: content(body, form) } }),
    responses: renderResponses(operation),
    security: security.map((scheme) => (scheme === "none" ? {} : { [scheme]: [] })),
  };
}

function operationId(method: Method, path: string): string {
  const words = path.split("/").flatMap((part) => part.match(/\w+/g) ?? []);
  return [method, ...words].join("_");
}

function content(schema: JsonSchema, form: boolean): object {
  if (form) return { "application/x-www-form-urlencoded": { schema } };
  return { "application/json": { schema }, "application/scim+json": { schema } };
}

function renderResponses({ answers, refusals, errors }: Operation): object {
  const answered = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: status === "304" ? "The caller has this version." : "Done.",
      ...(schema !== null && { content: { "application/json": { schema } } }),
    },
  ]);
  const refused = refusals.map((status) => [
    String(status),
    {
      description: refusalDescriptions[status] ?? "Refused.",
      ...(status === 429 && {
        headers: { "Retry-After": { description: "Seconds.", schema: { type: "integer", minimum: 0 } } },
      }),
      content: { "application/json": { schema: schemaRef(errors) } },
    },
  ]);
  return Object.fromEntries([...answered, ...refused]);
}

const refusalDescriptions: Readonly<Record<number, string>> = {
  400: "The request is not valid.",
  401: "The caller is not authenticated or, by default, lacks the role.",
  403: "The caller lacks the role.",
  404: "There is no such resource.",
  409: "A resource with the same unique value exists, or the resource has another version.",
  412: "The resource has changed.",
  413: "The request is too large.",
  415: "The Content-Type is not supported.",
  429: "The rate of the domain's type is reached.",
  501: "The local identity domain does not have this.",
};
