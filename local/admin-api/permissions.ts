import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { ScimError } from "../scim/scim-error.ts";

/** Whether a request changes anything. */
export type Access = "read" | "write";

type Rights = Readonly<Record<string, Access>>;

/** What each administrator role may do, by endpoint; `*` is every endpoint (Oracle: "AppRole Permissions"). */
const rightsOf: Readonly<Record<string, Rights>> = {
  "identity domain administrator": { "*": "write" },
  "application administrator": {
    Apps: "write",
    AppRoles: "write",
    AppStatusChanger: "write",
    AppClientSecretRegenerator: "write",
    Grants: "write",
    NetworkPerimeters: "write",
    OAuthClientCertificates: "write",
    Users: "read",
    Groups: "read",
  },
  // That it may make new client secrets was seen live and is in no table (identity-domains-api.md 4).
  "user administrator": { Users: "write", Groups: "write", AppClientSecretRegenerator: "write" },
  // Assumed, from Oracle's description of each role.
  "security administrator": {
    Apps: "read",
    AppClientSecretRegenerator: "write",
    NetworkPerimeters: "write",
    OAuthClientCertificates: "write",
  },
  "user manager": { Users: "write", Groups: "read" },
  "audit administrator": { Apps: "read", AppRoles: "read", Grants: "read", Users: "read", Groups: "read" },
};

/**
 * Refuses a caller without a role for the endpoint, with the status that the settings choose.
 *
 * @throws ScimError `accessDenied` (401, as live denials were seen) or `accessForbidden` (403)
 */
export function authorize(domain: DomainContext, caller: Caller, endpoint: string, access: Access): void {
  for (const role of caller.adminRoles) {
    const rights = rightsOf[role.toLowerCase()];
    const granted = rights?.[endpoint] ?? rights?.["*"];
    if (granted === "write" || granted === access) return;
  }
  const refusal = domain.settings.deniedStatus === 403 ? "accessForbidden" : "accessDenied";
  throw new ScimError(refusal, "You do not have the role that this operation needs.");
}
