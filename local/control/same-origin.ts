import type { MiddlewareHandler } from "hono";
import { isLoopback } from "../../wording/loopback.ts";
import type { Connection } from "../connection.ts";
import { ControlError } from "./control-error.ts";

/**
 * Refuses requests that a web page of another site could send to localhost: a `Host` that is neither loopback nor the
 * domain's own (DNS rebinding), and an `Origin` that is not that host.
 *
 * @throws ControlError 403
 */
export function sameOrigin(domainUrl: string): MiddlewareHandler<{ Bindings: Connection }> {
  const ownHost = new URL(domainUrl).host;
  return async function refuseOtherSites(c, next) {
    const host = c.env.host.toLowerCase();
    if (host !== ownHost && !isLoopback(host.replace(/:\d+$/, ""))) {
      throw new ControlError(403, ["The Host is not this machine."]);
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      throw new ControlError(403, ["The Origin is another site."]);
    }
    await next();
  };
}
