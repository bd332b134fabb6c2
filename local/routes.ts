import { type Context, Hono } from "hono";
import { adminApi } from "./admin-api/admin-api.ts";
import { adminHeaders } from "./admin-api/admin-headers.ts";
import { authenticate } from "./admin-api/authentication.ts";
import {
  authorizationServerMetadata,
  idcsConfiguration,
  openidConfiguration,
} from "./authorization-server/endpoints/discovery.ts";
import { signInPages } from "./authorization-server/page-routes.ts";
import { OAuthError, oauthHeaders } from "./authorization-server/protocol/oauth-error.ts";
import { authorizationServer } from "./authorization-server/routes.ts";
import { jsonWebKeySet } from "./authorization-server/tokens/signing-key.ts";
import type { Connection } from "./connection.ts";
import { type Controls, controlApi } from "./control/control-api.ts";
import type { DomainContext } from "./domain-context.ts";
import { limitRequests } from "./limits/limit-requests.ts";
import { BearerError } from "./protected-resource/bearer-error.ts";
import { protectedResources } from "./protected-resource/routes.ts";
import { Refusal } from "./refusal.ts";
import { ScimError } from "./scim/scim-error.ts";
import { secretManagement } from "./vault/management-routes.ts";
import { secretRetrieval } from "./vault/retrieval-routes.ts";
import { VaultError } from "./vault/vault-error.ts";

/** Every path of the domain, and the only place where a thrown refusal becomes its answer. */
export function routes(domain: DomainContext, controls: Controls): Hono<{ Bindings: Connection }> {
  const app = new Hono<{ Bindings: Connection }>();
  app.use("/admin/*", async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(adminHeaders(c.req.header("opc-request-id")))) c.header(name, value);
  });
  app.use("*", limitRequests(domain.settings));
  app.route("/local", controlApi(domain, controls));
  app.get("/.well-known/openid-configuration", (c) => c.json(openidConfiguration(domain)));
  app.get("/.well-known/idcs-configuration", (c) => c.json(idcsConfiguration(domain)));
  app.get("/.well-known/oauth-authorization-server", (c) => c.json(authorizationServerMetadata(domain)));
  app.get("/admin/v1/SigningCert/jwk", async (c) => {
    if (!domain.settings.publicSigningCert) {
      await authenticate(domain, { method: "GET", headers: c.req.raw.headers, body: Buffer.alloc(0), ...c.env });
    }
    return c.json(jsonWebKeySet(domain.signingKey));
  });
  app.route("/admin/v1", adminApi(domain));
  app.route("/oauth2/v1", authorizationServer(domain));
  app.route("/ui/v1", signInPages(domain));
  app.all("/oauth2/v1/*", (c) => {
    throw new OAuthError("invalid_request", `There is no endpoint ${c.req.path}.`, {}, 404);
  });
  app.route("/20180608", secretManagement(domain));
  app.route("/20190301", secretRetrieval(domain));
  app.route("/", protectedResources(domain));
  app.notFound((c) => answerError(c, new ScimError("unknownEndpoint", `There is nothing at ${c.req.path}.`)));
  app.onError((error, c) => answerError(c, error));
  return app;
}

function answerError(c: Context, error: Error): Response {
  if (error instanceof Refusal) c.env.refusalReason = error.reason;
  if (error instanceof ScimError) {
    const headers = { ...error.headers, "Content-Type": "application/json;charset=utf-8" };
    return c.body(JSON.stringify(error.body()), error.status, headers);
  }
  if (error instanceof OAuthError) {
    return c.body(JSON.stringify(error.body()), error.status, { ...oauthHeaders, ...error.headers });
  }
  if (error instanceof BearerError) {
    if (error.challenge !== undefined) c.header("WWW-Authenticate", error.challenge);
    return c.json(error.body(), error.status);
  }
  if (error instanceof VaultError) return c.json(error.body(), error.status);
  console.error(error.stack);
  return answerError(c, new ScimError("serverError", "The server failed. Its log says why."));
}
