import type { Hono } from "hono";
import { respond } from "../admin-api/admin-answer.ts";
import type { AdminRequest } from "../admin-api/admin-request.ts";
import { answerOnce } from "../admin-api/retry-token.ts";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import type { JsonObject } from "../scim/json.ts";
import {
  cancelSecretDeletion,
  cancelVersionDeletion,
  createSecret,
  planSecretDeletion,
  planVersionDeletion,
  updateSecret,
  versionNumbered,
} from "./changes.ts";
import { createSecretInput, deletionInput, readInput, updateSecretInput } from "./input.ts";
import { listSecrets, listVersions } from "./lists.ts";
import { refuseOtherEtag, type StoredSecret, secretOf } from "./stored-secret.ts";
import { signedRoutes, type VaultContext } from "./vault-request.ts";
import { secretView, versionView } from "./views.ts";

/**
 * The management API of Oracle's vault, as far as secrets need it, under `/20180608`.
 *
 * @see npm `oci-vault`
 */
export function secretManagement(domain: DomainContext): Hono<{ Bindings: Connection }> {
  return signedRoutes(domain, "/20180608", (app) => {
    addSecrets(app, domain);
    addVersions(app, domain);
  });
}

function addSecrets(app: Hono<{ Bindings: AdminRequest }>, domain: DomainContext): void {
  app.get("/secrets", (c) => listSecrets(domain, c));
  app.post("/secrets", (c) =>
    respond(
      c,
      answerOnce(domain, c, () => {
        const secret = createSecret(domain, readInput(createSecretInput, c.env.body));
        return { status: 200, body: secretView(secret, "CREATING") as JsonObject, headers: { etag: secret.etag } };
      }),
    ),
  );
  app.get("/secrets/:id", (c) => {
    const secret = found(domain, c);
    c.header("etag", secret.etag);
    return c.json(secretView(secret));
  });
  app.put("/secrets/:id", (c) => {
    const secret = updateSecret(domain, matched(domain, c), readInput(updateSecretInput, c.env.body));
    c.header("etag", secret.etag);
    return c.json(secretView(secret, "UPDATING"));
  });
  app.post("/secrets/:id/actions/scheduleDeletion", (c) => {
    const { timeOfDeletion } = readInput(deletionInput, c.env.body);
    return changed(c, planSecretDeletion(domain, matched(domain, c), timeOfDeletion));
  });
  app.post("/secrets/:id/actions/cancelDeletion", (c) => changed(c, cancelSecretDeletion(domain, matched(domain, c))));
}

function addVersions(app: Hono<{ Bindings: AdminRequest }>, domain: DomainContext): void {
  const version = "/secrets/:id/version/:number";
  app.get("/secrets/:id/versions", (c) => listVersions(found(domain, c), c));
  app.get(version, (c) => {
    const secret = found(domain, c);
    c.header("etag", secret.etag);
    return c.json(versionView(secret, versionNumbered(secret, numberOf(c))));
  });
  app.post(`${version}/actions/scheduleDeletion`, (c) => {
    const { timeOfDeletion } = readInput(deletionInput, c.env.body);
    return changed(c, planVersionDeletion(domain, matched(domain, c), numberOf(c), timeOfDeletion));
  });
  app.post(`${version}/actions/cancelDeletion`, (c) =>
    changed(c, cancelVersionDeletion(domain, matched(domain, c), numberOf(c))),
  );
}

function found(domain: DomainContext, c: VaultContext): StoredSecret {
  return secretOf(domain, c.req.param("id") ?? "");
}

/** The secret of the path, if it is the one that `if-match` names. */
function matched(domain: DomainContext, c: VaultContext): StoredSecret {
  const secret = found(domain, c);
  refuseOtherEtag(secret, c.req.header("if-match"));
  return secret;
}

function numberOf(c: VaultContext): number {
  return Number(c.req.param("number"));
}

function changed(c: VaultContext, { etag }: StoredSecret): Response {
  c.header("etag", etag);
  return c.body(null, 200);
}
