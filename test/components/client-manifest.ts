import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { filesOf } from "../../manifest/yaml/files.ts";

const manifest = `
team: payments
owner: payments@example.com
clients:
  - name: ledger-sync
    grantTypes: [client_credentials]
    access: [{ app: OICINST_finance, scopes: ["urn:opc:resource:consumer::all"] }]
resourceApplications:
  - name: orders-api
    displayName: Orders API
    audience: https://orders.example.com/
    scopes: [{ value: read }]
`;
const [team] = loadTeams("teams", { files: filesOf({ "teams/payments.yaml": manifest }) });

/** A client of a manifest with every default filled in. */
export function clientManifest(given: Partial<ClientManifest> = {}): ClientManifest {
  return { ...(team?.clients[0] as ClientManifest), ...given };
}

/** A resource application of a manifest with every default filled in. */
export function resourceApplicationManifest(
  given: Partial<ResourceApplicationManifest> = {},
): ResourceApplicationManifest {
  return { ...(team?.resourceApplications[0] as ResourceApplicationManifest), ...given };
}
