import type { Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { isObject, type Json, type JsonObject, listOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";
import { respond } from "./admin-answer.ts";
import type { AdminEnvironment } from "./admin-request.ts";
import { readJson } from "./read-json.ts";
import { answerOptions } from "./resource-routes.ts";

const requestSchema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const responseSchema = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
const methods = ["POST", "PUT", "PATCH", "DELETE"];

/** Answers one request of the domain within the process, for the caller of the bulk request. */
type Perform = (operation: JsonObject, data: string | undefined) => Promise<Response>;

/**
 * Adds `/Bulk`: many writes in one request, each through its own route, with its rights and its
 * refusals.
 *
 * @see RFC 7644, section 3.7; identity-domains-api.md 8.3
 */
export function addBulk(app: Hono<AdminEnvironment>, domain: DomainContext): void {
  app.post("/Bulk", async (c) => {
    const { operations, failOnErrors } = readBulk(domain, readJson(c));
    const results = await performAll(operations, failOnErrors, async (operation, data) =>
      app.fetch(asRequest(domain, operation, data), asCaller(c.env.caller, data)),
    );
    return respond(c, { status: 200, body: { schemas: [responseSchema], Operations: results } });
  });
  answerOptions(app, "/Bulk", "POST,OPTIONS");
}

function readBulk(
  { settings }: DomainContext,
  body: Json,
): { operations: readonly JsonObject[]; failOnErrors: number } {
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  if (listOf(body.schemas).length === 0) throw missingAttributes(["schemas"]);
  if (!listOf(body.schemas).includes(requestSchema)) {
    throw new ScimError("invalidSchemas", `schemas must hold ${requestSchema}.`);
  }
  const operations = listOf(body.Operations);
  if (operations.length === 0) throw missingAttributes(["Operations"]);
  if (operations.length > settings.bulkMaxOperations) {
    throw new ScimError("tooLarge", `A bulk request may hold ${settings.bulkMaxOperations} operations.`);
  }
  const objects = operations.filter(isObject);
  if (objects.length < operations.length) throw new ScimError("invalidBulk", "Operations must hold objects.");
  if (objects.some(({ method }) => typeof method !== "string")) {
    throw new ScimError("invalidBulk", "The method of every operation must be a string.");
  }
  const ids = objects.flatMap((one) => textOf(one, "bulkId") ?? []);
  if (new Set(ids).size < ids.length) throw new ScimError("invalidBulk", "Every bulkId must differ from the others.");
  const failOnErrors = body.failOnErrors ?? Number.POSITIVE_INFINITY;
  if (typeof failOnErrors !== "number" || failOnErrors < 1) {
    throw new ScimError("invalidType", "failOnErrors must be a whole number from 1.");
  }
  return { operations: objects, failOnErrors };
}

/** In order, except that an operation waits for those whose `bulkId` it refers to. */
async function performAll(
  operations: readonly JsonObject[],
  failOnErrors: number,
  perform: Perform,
): Promise<readonly JsonObject[]> {
  const results: JsonObject[] = [];
  const created = new Map<string, string | undefined>();
  let waiting = operations;
  let failures = 0;
  while (waiting.length > 0 && failures < failOnErrors) {
    const ready = waiting.find((one) => waitsFor(one, waiting).length === 0);
    const operation = ready ?? (waiting[0] as JsonObject);
    waiting = waiting.filter((one) => one !== operation);
    const bulkId = textOf(operation, "bulkId");
    const { result, id } = await performOne(operation, created, perform);
    if (bulkId !== undefined) created.set(bulkId, id);
    if (id === undefined && result.response !== undefined) failures++;
    results.push(result);
  }
  return results;
}

function waitsFor(operation: JsonObject, waiting: readonly JsonObject[]): readonly string[] {
  const text = JSON.stringify([operation.path, operation.data]);
  const own = operation.bulkId;
  return waiting.flatMap((other) => {
    const id = textOf(other, "bulkId");
    return id !== undefined && id !== own && text.includes(`bulkId:${id}`) ? [id] : [];
  });
}

async function performOne(
  operation: JsonObject,
  created: ReadonlyMap<string, string | undefined>,
  perform: Perform,
): Promise<{ result: JsonObject; id: string | undefined }> {
  const shown = { method: operation.method, bulkId: textOf(operation, "bulkId") };
  try {
    const resolved = checked(resolvedReferences(operation, created) as JsonObject);
    const data = resolved.data === undefined ? undefined : JSON.stringify(resolved.data);
    const response = await perform(resolved, data);
    const body = response.status === 204 ? undefined : ((await response.json()) as JsonObject);
    const location = isObject(body?.meta) ? textOf(body.meta, "location") : textOf(resolved, "path");
    const version = response.headers.get("etag") ?? undefined;
    return {
      result: { ...shown, location, version, status: String(response.status) },
      id: textOf(body, "id"),
    };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const response = error.body() as JsonObject;
    return {
      result: { ...shown, location: textOf(operation, "path"), status: String(error.status), response },
      id: undefined,
    };
  }
}

function checked(operation: JsonObject): JsonObject {
  const { method, path, bulkId } = operation;
  if (!methods.includes(method as string)) {
    throw new ScimError("invalidBulk", `method: ${JSON.stringify(method)} is not one of ${methods.join(", ")}.`);
  }
  if (typeof path !== "string" || !/^\/[A-Za-z]+(\/[^/?#]+)?$/.test(path) || /^\/Bulk\b/i.test(path)) {
    throw new ScimError("invalidBulk", "path must be that of an endpoint or a resource, such as /Users.");
  }
  if (method === "POST" && typeof bulkId !== "string") throw missingAttributes(["bulkId"]);
  if (method !== "DELETE" && !isObject(operation.data)) throw missingAttributes(["data"]);
  return operation;
}

/** The operation with ids instead of `bulkId:…`, in its path and anywhere in its data. */
function resolvedReferences(value: Json, created: ReadonlyMap<string, string | undefined>): Json {
  if (typeof value === "string") {
    return value.replace(/^((?:\/[A-Za-z]+\/)?)bulkId:([^/]+)$/, (_, before: string, bulkId: string) => {
      const id = created.get(bulkId);
      if (id === undefined) throw new ScimError("invalidValue", `bulkId:${bulkId} stands for no resource.`);
      return before + id;
    });
  }
  if (Array.isArray(value)) return value.map((one: Json) => resolvedReferences(one, created));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolvedReferences(member ?? null, created)]),
  );
}

function asRequest(domain: DomainContext, operation: JsonObject, data: string | undefined): Request {
  const version = textOf(operation, "version");
  return new Request(`${domain.url}/admin/v1${textOf(operation, "path")}`, {
    method: textOf(operation, "method") ?? "",
    headers: {
      ...(data === undefined ? {} : { "content-type": "application/json" }),
      ...(version === undefined ? {} : { "if-match": version }),
    },
  });
}

function asCaller(caller: Caller, data: string | undefined): AdminEnvironment["Bindings"] {
  return { caller, body: Buffer.from(data ?? "") };
}
