import { type Context, Hono } from "hono";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { authorize } from "./authorize/authorize.ts";
import { startDevice } from "./endpoints/device-authorization.ts";
import { introspectToken } from "./endpoints/introspection.ts";
import { logout } from "./endpoints/logout.ts";
import { revokeToken } from "./endpoints/revocation.ts";
import { answerTokenRequest } from "./endpoints/token.ts";
import { bearerToken, userinfo } from "./endpoints/userinfo.ts";
import { readForm } from "./protocol/form.ts";
import { OAuthError, oauthHeaders } from "./protocol/oauth-error.ts";

/** The OAuth endpoints under `/oauth2/v1`. */
export function authorizationServer(domain: DomainContext): Hono<{ Bindings: Connection }> {
  const app = new Hono<{ Bindings: Connection }>();
  app.post("/token", async (c) => {
    const response = await answerTokenRequest(domain, c.req.raw.headers, await c.req.text(), c.env);
    return c.body(JSON.stringify(response), 200, oauthHeaders);
  });
  app.all("/token", () => {
    throw new OAuthError("invalid_request", "The token endpoint accepts only POST.", { Allow: "POST" }, 405);
  });
  app.post("/introspect", async (c) => {
    const response = await introspectToken(domain, c.req.raw.headers, await c.req.text(), c.env);
    return c.body(JSON.stringify(response), 200, oauthHeaders);
  });
  app.post("/revoke", async (c) => {
    await revokeToken(domain, c.req.raw.headers, await c.req.text(), c.env);
    return c.body(null, 200, { "Cache-Control": "no-store", Pragma: "no-cache" });
  });
  app.post("/device", async (c) =>
    c.body(JSON.stringify(await startDevice(domain, c.req.raw.headers, await c.req.text(), c.env)), 200, oauthHeaders),
  );
  app.on(["GET", "POST"], "/authorize", (c) => authorize(c, domain));
  app.on(["GET", "POST"], "/userlogout", (c) => logout(c, domain));
  app.on(["GET", "POST"], "/userinfo", async (c) =>
    c.body(JSON.stringify(await userinfo(domain, await statedToken(c))), 200, oauthHeaders),
  );
  for (const path of ["/introspect", "/revoke", "/device"]) {
    app.all(path, () => {
      throw new OAuthError("invalid_request", `The endpoint ${path} accepts only POST.`, { Allow: "POST" }, 405);
    });
  }
  return app;
}

/** The bearer token of the header, or of a form (RFC 6750, sections 2.1 and 2.2). */
async function statedToken(c: Context): Promise<string | undefined> {
  const inHeader = bearerToken(c.req.header("authorization") ?? null);
  if (inHeader !== undefined || c.req.method !== "POST") return inHeader;
  const contentType = c.req.header("content-type");
  return contentType === undefined ? undefined : readForm(contentType, await c.req.text()).get("access_token");
}
