import { Hono } from "hono";
import { z } from "zod";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import {
  forgetUtilitiesUser,
  keepUtilitiesUser,
  utilitiesUser,
  utilitiesUserSchema,
  utilitiesUsers,
} from "../protected-resource/utilities-users.ts";
import { ControlError } from "./control-error.ts";
import { readInput, readJsonInput } from "./read-input.ts";

const login = z.object({ login: z.string().min(1).max(125) });

/**
 * The users of the Utilities application. Its administrator creates them in the application itself, outside the
 * identity domain, so that a client may call it with a token of its own.
 *
 * @see Oracle, "Use OAuth 2.0 Grants" (Oracle Utilities Adapter)
 */
export function utilitiesUsersApi(domain: DomainContext): Hono<{ Bindings: Connection }> {
  const app = new Hono<{ Bindings: Connection }>();
  app.get("/", (c) => c.json(utilitiesUsers(domain)));
  app.put("/:login", async (c) => {
    const user = {
      ...readInput(login, c.req.param()),
      ...readJsonInput(utilitiesUserSchema, await c.req.text()),
    };
    const status = utilitiesUser(domain, user.login) === undefined ? 201 : 200;
    keepUtilitiesUser(domain, user);
    return c.json(user, status);
  });
  app.delete("/:login", (c) => {
    const name = c.req.param("login");
    if (utilitiesUser(domain, name) === undefined) {
      throw new ControlError(404, [`The Utilities application has no user ${name}.`]);
    }
    forgetUtilitiesUser(domain, name);
    return c.body(null, 204);
  });
  return app;
}
