import type { MiddlewareHandler } from "hono";
import type { Connection } from "../connection.ts";
import { ControlError } from "./control-error.ts";

const loopbackNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

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
    if (host !== ownHost && !loopbackNames.has(host.replace(/:\d+$/, ""))) {
      throw new ControlError(403, ["The Host is not this machine."]);
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      throw new ControlError(403, ["The Origin is another site."]);
    }
    await next();
  };
}
