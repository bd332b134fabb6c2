import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { refreshableGrants } from "../../manifest/oracle/grant-types.ts";
import type { ResourceApp } from "./apps-and-roles.ts";

/** Whether a client's grant types allow refresh tokens: only flows with a user give one. */
export function mayRefresh({ grantTypes }: Pick<ClientManifest, "grantTypes">): boolean {
  return grantTypes.includes("refresh_token") && grantTypes.some((one) => refreshableGrants.includes(one));
}

/** The warning for a client with `refresh_token` about a resource app that gives no refresh tokens. */
export function noRefreshWarning({ displayName, id, isClient }: ResourceApp, environment: string): string {
  const name = JSON.stringify(displayName);
  const where =
    id === undefined
      ? `write allowRefresh: true in ${isClient ? "`api` of its entry of clients" : "its entry of resourceApplications"}`
      : `enable "Allow token refresh" of ${name} in the console (its OAuth configuration, resource server), or, unless a team declares it, write { app: ${name}, manage: true, allowRefresh: true } under resourceApplications of environments/${environment}.yaml`;
  return `${name} gives no refresh tokens, so refresh_token has no effect there: ${where}.`;
}
