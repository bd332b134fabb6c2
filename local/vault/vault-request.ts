import { type Context, Hono } from "hono";
import { type AdminRequest, readBodyBytes } from "../admin-api/admin-request.ts";
import { verifySignature } from "../admin-api/oci-signature.ts";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { newExecutionContextId } from "../execution-context.ts";
import type { Caller } from "../resources/caller.ts";
import { ScimError } from "../scim/scim-error.ts";
import { notAuthorizedOrNotFound, VaultError } from "./vault-error.ts";

/** What the routes of the vault receive. */
export type VaultContext = Context<{ Bindings: AdminRequest }>;

/** The role whose holders may use the vault: outside of the domain, a policy would say who may. */
const allowedRole = "identity domain administrator";

/**
 * Puts the check of the request's signature before routes. A caller who may not use the vault finds nothing in it.
 *
 * @param add adds the routes, for known callers
 */
export function signedRoutes(
  domain: DomainContext,
  basePath: string,
  add: (app: Hono<{ Bindings: AdminRequest }>) => void,
): Hono<{ Bindings: Connection }> {
  const routes = new Hono<{ Bindings: AdminRequest }>().basePath(basePath);
  add(routes);
  routes.notFound(() => {
    throw notAuthorizedOrNotFound();
  });
  routes.onError((error) => {
    throw error instanceof ScimError ? translated(error) : error;
  });
  const app = new Hono<{ Bindings: Connection }>();
  app.use("*", async (c, next) => {
    await next();
    c.header("opc-request-id", c.req.header("opc-request-id") ?? newExecutionContextId());
  });
  app.all("*", async (c) => {
    const body = await bodyOf(c.req.raw);
    const caller = await callerOf(domain, c, body);
    c.env.caller = caller.display;
    const mayUse = [...caller.adminRoles].some((role) => role.toLowerCase() === allowedRole);
    if (!mayUse) throw notAuthorizedOrNotFound();
    return routes.fetch(c.req.raw, { caller, body });
  });
  return app;
}

async function bodyOf(request: Request): Promise<Buffer> {
  try {
    return await readBodyBytes(request);
  } catch (error) {
    throw error instanceof ScimError ? new VaultError("InvalidParameter", error.message) : error;
  }
}

async function callerOf(domain: DomainContext, c: Context<{ Bindings: Connection }>, body: Buffer): Promise<Caller> {
  const [scheme = "", credentials = ""] = (c.req.header("authorization") ?? "").split(/ (.*)/s);
  if (scheme.toLowerCase() !== "signature")
    throw new VaultError("NotAuthenticated", "The required information to complete authentication was not provided.");
  const { target, host } = c.env;
  const request = { method: c.req.method, target, host, headers: c.req.raw.headers, body };
  try {
    return await verifySignature(domain, request, credentials);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new VaultError("NotAuthenticated", error.message);
  }
}

function translated(error: ScimError): VaultError {
  return error.refusal === "retryTokenReused"
    ? new VaultError("InvalidatedRetryToken", error.message)
    : new VaultError("InvalidParameter", error.message);
}
