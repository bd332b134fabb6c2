import type { Context } from "hono";
import type { Caller } from "../resources/caller.ts";
import { ScimError } from "../scim/scim-error.ts";

/** A request to the admin API whose caller is known. */
export interface AdminRequest {
  readonly caller: Caller;
  readonly body: Buffer;
}

/** What the routes of the admin API receive besides the request. */
export type AdminEnvironment = { Bindings: AdminRequest };

/** The context of a request in a route. */
export type AdminContext = Context<AdminEnvironment>;

/** The most bytes that a body may have (Oracle: "API Rate Limits" and "Response Codes" name 1 MB for bulk requests). */
export const largestBody = 1_048_576;

/**
 * Reads a body without holding more than the limit in memory.
 *
 * @throws ScimError `tooLarge` (413)
 */
export async function readBodyBytes(request: Request): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > largestBody) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.length;
    if (size > largestBody) {
      // Not awaited: a sender that never stops would delay the refusal forever.
      reader?.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): ScimError {
  return new ScimError("tooLarge", `The request body must not be larger than ${largestBody} bytes.`);
}

/** The parameters of the query. */
export function parametersOf(c: AdminContext): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

/** The id or OCID in the path. */
export function idOf(c: AdminContext): string {
  return c.req.param("id") ?? "";
}
