import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import { create, find, list, remove, replace } from "../resources/operations.ts";
import { present } from "../resources/present.ts";
import { type ResourceType, resourceTypes } from "../schemas/resource-types.ts";
import { type Json, memberOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { readSelection } from "../scim/selection.ts";
import { changeAppStatus } from "./app-status-changer.ts";
import { authenticate } from "./authentication.ts";
import type { Caller } from "./caller.ts";
import { type Access, authorize } from "./permissions.ts";
import type { Wire } from "./wire.ts";

type AdminEnvironment = { Bindings: Wire; Variables: { caller: Caller; body: Buffer } };
type AdminContext = Context<AdminEnvironment>;

/** Endpoints of the real service that are not here yet. */
const notYet = ["Bulk", "Me", "AppClientSecretRegenerator", "ResourceTypeSchemaAttributes", "OAuthClientCertificates"];

/** The admin API (SCIM) under `/admin/v1`, the signing certificate aside. */
export function adminApi(domain: DomainContext): Hono<AdminEnvironment> {
  const app = new Hono<AdminEnvironment>();
  app.use("*", async (c, next) => {
    const body = Buffer.from(await c.req.raw.clone().arrayBuffer());
    const { target, host } = c.env;
    c.set("body", body);
    c.set(
      "caller",
      await authenticate(domain, { method: c.req.method, target, host, headers: c.req.raw.headers, body }),
    );
    await next();
  });
  for (const type of Object.values(resourceTypes)) addResourceType(app, domain, type);
  app.put("/AppStatusChanger/:id", (c) => {
    authorize(domain, c.get("caller"), "AppStatusChanger", "write");
    return jsonResponse(c, 200, ...changeAppStatus(domain, idOf(c), readJson(c), c.get("caller")));
  });
  app.all("/AppStatusChanger/:id", () => refuseVerb("PUT"));
  for (const endpoint of notYet) {
    app.all(`/${endpoint}/*`, () => refuseNotYet(`/admin/v1/${endpoint}`));
  }
  return app;
}

function addResourceType(app: Hono<AdminEnvironment>, domain: DomainContext, type: ResourceType): void {
  const collection = `/${type.endpoint}`;
  const member = `/${type.endpoint}/:id`;
  const may = (c: AdminContext, access: Access) => authorize(domain, c.get("caller"), type.endpoint, access);
  const selection = (c: AdminContext) => readSelection(type, new URL(c.req.url).searchParams);
  const answer = (c: AdminContext, status: 200 | 201, resource: Resource) =>
    jsonResponse(
      c,
      status,
      present(domain, type, resource, selection(c)),
      textOf(memberOf(resource, "meta"), "version"),
    );

  app.get(collection, (c) => {
    may(c, "read");
    return jsonResponse(c, 200, list(domain, type, new URL(c.req.url).searchParams, selection(c)));
  });
  app.post(collection, (c) => {
    may(c, "write");
    selection(c);
    return answer(c, 201, create(domain, type, readJson(c), c.get("caller")));
  });
  app.options(collection, (c) => c.body(null, 200, { Allow: "GET,POST,OPTIONS" }));
  app.all(collection, () => refuseVerb("GET, POST, OPTIONS"));

  app.all(`${collection}/.search`, () => refuseNotYet(`${type.endpoint}/.search`));
  app.get(member, (c) => {
    may(c, "read");
    return answer(c, 200, find(domain, type, idOf(c)));
  });
  if (type.replaceable) {
    app.put(member, (c) => {
      may(c, "write");
      selection(c);
      const current = find(domain, type, idOf(c));
      return answer(c, 200, replace(domain, type, current, readJson(c), c.get("caller")));
    });
  }
  app.delete(member, (c) => {
    may(c, "write");
    remove(domain, type, find(domain, type, idOf(c)));
    return c.body(null, 204);
  });
  app.patch(member, () => refuseNotYet(`PATCH of ${type.endpoint}`));
  app.all(member, () => refuseVerb(type.replaceable ? "GET, PUT, DELETE" : "GET, DELETE"));
}

function idOf(c: AdminContext): string {
  return c.req.param("id") ?? "";
}

function refuseVerb(allowed: string): never {
  throw new ScimError("verbNotSupported", `The method is not supported here. Supported: ${allowed}.`, allowed);
}

function refuseNotYet(what: string): never {
  throw new ScimError("notImplemented", `${what} is not implemented by the local identity domain.`);
}

/** The parsed body. @throws ScimError `wrongContentType` or `invalidJson` */
function readJson(c: AdminContext): Json {
  const contentType = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (contentType !== "application/json" && contentType !== "application/scim+json") {
    throw new ScimError("wrongContentType", "The Content-Type must be application/json or application/scim+json.");
  }
  try {
    return JSON.parse(c.get("body").toString("utf8")) as Json;
  } catch {
    throw new ScimError("invalidJson", "The request body is not valid JSON.");
  }
}

function jsonResponse(c: AdminContext, status: 200 | 201, body: object, version?: string): Response {
  if (version !== undefined) c.header("ETag", version);
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/json;charset=utf-8" });
}

/** The headers of every answer of the admin API (Oracle: "Response Body"). */
export function adminHeaders(requestId: string | undefined): Readonly<Record<string, string>> {
  return {
    "Cache-Control": "no-cache, no-store, must-revalidate",
    Pragma: "no-cache",
    Expires: "Sat, 01 Jan 2000 00:00:00 GMT",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
    "X-ORACLE-DMS-ECID": randomBytes(16).toString("hex"),
    "X-ORACLE-DMS-RID": "0:1",
    "opc-request-id": requestId ?? randomBytes(16).toString("hex").toUpperCase(),
  };
}
