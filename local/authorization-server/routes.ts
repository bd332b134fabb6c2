import { Hono } from "hono";
import type { Wire } from "../admin-api/wire.ts";
import type { DomainContext } from "../domain-context.ts";
import { OAuthError, oauthHeaders } from "./oauth-error.ts";
import { answerTokenRequest } from "./token-endpoint.ts";

/** The OAuth endpoints under `/oauth2/v1`. */
export function authorizationServer(domain: DomainContext): Hono<{ Bindings: Wire }> {
  const app = new Hono<{ Bindings: Wire }>();
  app.post("/token", async (c) => {
    const response = await answerTokenRequest(domain, c.req.raw.headers, await c.req.text(), c.env);
    return c.body(JSON.stringify(response), 200, oauthHeaders);
  });
  app.all("/token", () => {
    throw new OAuthError("invalid_request", "The token endpoint takes POST alone.", { Allow: "POST" }, 405);
  });
  return app;
}
