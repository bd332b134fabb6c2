import type { JsonObject } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { AdminContext } from "./admin-request.ts";

/** An answer with a body, before it becomes a `Response`: it can be stored and sent again. */
export interface AdminAnswer {
  readonly status: 200 | 201;
  readonly body: JsonObject;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The `Response` of an answer. */
export function respond(c: AdminContext, { status, body, headers = {} }: AdminAnswer): Response {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) c.header(name, value);
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/json;charset=utf-8" });
}

/** Refuses a method that an endpoint does not have. @throws ScimError `verbNotSupported` (405) with `Allow` */
export function refuseVerb(allowed: string): never {
  throw new ScimError("verbNotSupported", `The method is not supported here. Supported: ${allowed}.`, {
    Allow: allowed,
  });
}
