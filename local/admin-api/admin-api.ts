import { Hono } from "hono";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { resourceTypes } from "../schemas/resource-types.ts";
import { ScimError } from "../scim/scim-error.ts";
import { respond } from "./admin-answer.ts";
import { type AdminEnvironment, idOf, readBodyBytes } from "./admin-request.ts";
import { regenerateClientSecret } from "./app-client-secret-regenerator.ts";
import { changeAppStatus } from "./app-status-changer.ts";
import { authenticate } from "./authentication.ts";
import { addBulk } from "./bulk.ts";
import { addDiscovery } from "./discovery.ts";
import { addMe } from "./me.ts";
import { authorize } from "./permissions.ts";
import { readJson } from "./read-json.ts";
import { addResourceType, answerOptions } from "./resource-routes.ts";
import { answerOnce } from "./retry-token.ts";

/**
 * The admin API (SCIM) under `/admin/v1`, without the signing certificate: determines the caller, then routes the
 * request.
 */
export function adminApi(domain: DomainContext): Hono<{ Bindings: Connection }> {
  const routes = authenticatedRoutes(domain);
  const app = new Hono<{ Bindings: Connection }>();
  app.all("*", async (c) => {
    const { method, raw } = c.req;
    const body = await readBodyBytes(raw);
    const { target, host } = c.env;
    const caller = await authenticate(domain, { method, target, host, headers: raw.headers, body });
    c.env.caller = caller.display;
    return routes.fetch(raw, { caller, body });
  });
  return app;
}

/** The endpoints of the admin API, for known callers; the OpenAPI description has the same ones. */
export function authenticatedRoutes(domain: DomainContext): Hono<AdminEnvironment> {
  const app = new Hono<AdminEnvironment>().basePath("/admin/v1");
  for (const type of Object.values(resourceTypes)) addResourceType(app, domain, type);
  addAppStatusChanger(app, domain);
  addAppClientSecretRegenerator(app, domain);
  addMe(app, domain);
  addDiscovery(app, domain);
  addBulk(app, domain);
  app.notFound((c) => {
    throw new ScimError("unknownEndpoint", `There is nothing at ${c.req.path}.`);
  });
  // A refusal goes to the caller: the domain's routes, or the bulk request that contains the operation.
  app.onError((error) => {
    throw error;
  });
  return app;
}

function addAppStatusChanger(app: Hono<AdminEnvironment>, domain: DomainContext): void {
  app.put("/AppStatusChanger/:id", (c) => {
    authorize(domain, c.env.caller, "AppStatusChanger", "write");
    const [body, version] = changeAppStatus(domain, idOf(c), readJson(c), c.env.caller);
    return respond(c, { status: 200, body, headers: { ETag: version } });
  });
  answerOptions(app, "/AppStatusChanger/:id", "PUT,OPTIONS");
}

function addAppClientSecretRegenerator(app: Hono<AdminEnvironment>, domain: DomainContext): void {
  app.post("/AppClientSecretRegenerator", (c) => {
    authorize(domain, c.env.caller, "AppClientSecretRegenerator", "write");
    const body = readJson(c);
    return respond(
      c,
      answerOnce(domain, c, () => regenerateClientSecret(domain, body, c.env.caller)),
    );
  });
  answerOptions(app, "/AppClientSecretRegenerator", "POST,OPTIONS");
}
