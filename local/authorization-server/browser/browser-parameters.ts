import type { Context } from "hono";
import { type Form, readForm, readParameters } from "../protocol/form.ts";

/**
 * The parameters of a request that a browser sent: the query of a GET, the form of a POST.
 *
 * @throws OAuthError `invalid_request`
 */
export async function browserParameters(c: Context): Promise<Form> {
  if (c.req.method !== "POST") return readParameters(new URL(c.req.url).searchParams);
  return readForm(c.req.header("content-type") ?? null, await c.req.text());
}

/** The parameters as a query. */
export function queryOf(parameters: Form): string {
  return new URLSearchParams([...parameters]).toString();
}
