import type { ResourceApplicationManifest } from "../../manifest/data/resource-application.ts";
import type { ClientManifest } from "../../manifest/data/team.ts";

/** A client of a manifest with every default filled in. */
export function clientManifest(given: Partial<ClientManifest> = {}): ClientManifest {
  return {
    name: "ledger-sync",
    displayName: "payments-ledger-sync",
    tags: [],
    clientType: "confidential",
    active: true,
    showInMyApps: false,
    grantTypes: ["client_credentials"],
    redirectUrls: [],
    postLogoutRedirectUrls: [],
    allowHttpUrls: false,
    authorizedResources: { kind: "specific" },
    access: [{ app: "OICINST_finance", scopes: ["urn:opc:resource:consumer::all"], roles: [] }],
    domainRoles: [],
    networkPerimeters: [],
    certificates: [],
    allowedOperations: [],
    bypassConsent: false,
    enforceGrants: false,
    assign: { users: [], groups: [] },
    secretVersion: 1,
    was: [],
    ...given,
  };
}

/** A resource application of a manifest with every default filled in. */
export function resourceApplicationManifest(
  given: Partial<ResourceApplicationManifest> = {},
): ResourceApplicationManifest {
  return {
    name: "orders-api",
    displayName: "Orders API",
    tags: [],
    audience: "https://orders.example.com/",
    scopes: [{ value: "read", requiresConsent: false }],
    allowRefresh: false,
    secondaryAudiences: [],
    roles: [],
    was: [],
    ...given,
  };
}
