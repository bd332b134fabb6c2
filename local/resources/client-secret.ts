import { randomUUID } from "node:crypto";
import type { JsonObject } from "../scim/json.ts";

/** A client secret in the form that the service gives out now (identity-domains-api.md 4). */
export function newClientSecret(): string {
  return `idcscs-${randomUUID()}`;
}

/** True for a confidential or trusted client; the apps of Oracle's services show none (identity-domains-api.md 4). */
export function needsClientSecret(app: JsonObject): boolean {
  return app.isOAuthClient === true && app.clientType !== "public" && app.isOPCService !== true;
}
