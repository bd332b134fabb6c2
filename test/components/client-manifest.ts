import type { ClientManifest } from "../../manifest/team.ts";

/** A client of a manifest with every default filled in. */
export function clientManifest(given: Partial<ClientManifest> = {}): ClientManifest {
  return {
    name: "ledger-sync",
    displayName: "payments-ledger-sync",
    grantTypes: ["client_credentials"],
    access: [{ app: "OICINST_finance", scopes: ["urn:opc:resource:consumer::all"], roles: [] }],
    enforceGrants: false,
    assign: { users: [], groups: [] },
    secretVersion: 1,
    was: [],
    ...given,
  };
}
