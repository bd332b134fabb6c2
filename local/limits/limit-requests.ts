import type { MiddlewareHandler } from "hono";
import { oauthHeaders } from "../authorization-server/protocol/oauth-error.ts";
import type { Connection } from "../connection.ts";
import { newExecutionContextId } from "../execution-context.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { ResolvedSettings } from "../settings.ts";
import { rateLimiter } from "./rate-limiter.ts";
import { requestGroup } from "./request-group.ts";

/**
 * Refuses, with 429 and `Retry-After`, requests beyond the rate of the domain's type, before anything else looks at
 * them. Without a domain type there is no limit.
 *
 * @see Oracle, "API Rate Limits"; identity-domains-api.md 8.5 (the answer's body and `Retry-After` are assumed)
 */
export function limitRequests({ domainType, now }: ResolvedSettings): MiddlewareHandler<{ Bindings: Connection }> {
  if (domainType === "none") return (_, next) => next();
  const limiter = rateLimiter(domainType, now);
  return async function limitRate(c, next) {
    const group = requestGroup(c.req.path);
    const seconds = group === undefined ? undefined : limiter(group);
    return seconds === undefined ? next() : tooManyRequests(c.req.path, seconds);
  };
}

function tooManyRequests(path: string, seconds: number): Response {
  const detail = "Too many requests. Repeat the request after the time that Retry-After names.";
  const retryAfter = { "Retry-After": String(seconds) };
  if (path.startsWith("/admin/")) {
    const error = new ScimError("tooManyRequests", detail);
    const headers = { "Content-Type": "application/json;charset=utf-8", ...retryAfter };
    return new Response(JSON.stringify(error.body()), { status: error.status, headers });
  }
  const body = { error: "temporarily_unavailable", error_description: detail, ecid: newExecutionContextId() };
  return new Response(JSON.stringify(body), { status: 429, headers: { ...oauthHeaders, ...retryAfter } });
}
