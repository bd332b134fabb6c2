import { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { faultRule } from "../faults/fault-rule.ts";
import type { Faults } from "../faults/faults.ts";
import { moveClock, showClock } from "./clock-control.ts";
import { ControlError } from "./control-error.ts";
import { readInput, readJsonInput } from "./read-input.ts";
import type { RequestLog } from "./request-log.ts";
import { sameOrigin } from "./same-origin.ts";
import type { LocalStatus } from "./status.ts";
import { utilitiesUsersApi } from "./utilities-users-api.ts";

/** What the control endpoints show and change. */
export interface Controls {
  readonly status: LocalStatus;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** The OpenAPI description of the domain. */
  readonly description: () => object;
}

const logQuery = z.strictObject({
  since: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).optional(),
});

/**
 * The endpoints under `/local`: about the process, for tests, and for what happens outside the domain. They are not
 * part of an identity domain.
 */
export function controlApi(domain: DomainContext, controls: Controls): Hono<{ Bindings: Connection }> {
  const { status, clock, faults, requests, description } = controls;
  const app = new Hono<{ Bindings: Connection }>();
  app.use("*", sameOrigin(status.url));
  app.get("/status", (c) => c.json(status));
  app.get("/openapi.json", (c) => c.json(description()));

  app.get("/clock", (c) => c.json(showClock(clock)));
  app.put("/clock", async (c) => {
    moveClock(clock, await c.req.text());
    return c.json(showClock(clock));
  });
  app.delete("/clock", (c) => {
    clock.reset();
    return c.json(showClock(clock));
  });

  app.get("/faults", (c) => c.json(faults.report()));
  app.put("/faults", async (c) => {
    faults.replace(readJsonInput(z.array(faultRule), await c.req.text()));
    return c.json(faults.report());
  });
  app.delete("/faults", (c) => {
    faults.replace([]);
    return c.body(null, 204);
  });

  app.get("/requests", (c) => {
    const { since, limit = requests.entries.length } = readInput(logQuery, c.req.query());
    if (since === undefined) return c.json(limit === 0 ? [] : requests.entries.slice(-limit));
    return c.json(requests.entries.filter(({ sequence }) => sequence > since).slice(0, limit));
  });
  app.delete("/requests", (c) => {
    requests.clear();
    return c.body(null, 204);
  });

  app.route("/utilities/users", utilitiesUsersApi(domain));

  app.all("*", (c) => {
    throw new ControlError(404, [`There is no ${c.req.method} ${c.req.path}.`]);
  });
  app.onError((error, c) => {
    if (error instanceof ControlError) return c.json({ problems: error.problems }, error.status);
    throw error;
  });
  return app;
}
