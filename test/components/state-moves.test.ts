import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { movesBetweenStacks } from "../../components/stack/state-moves.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import "./recorder.ts"; // project "idcs-apps"

const ledger = readFileSync(join(import.meta.dirname, "../manifest/valid/everything/ledger.pem"));
const files = filesOf({
  "environments/dev.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
  "teams/payments.yaml": "team: payments\nowner: payments@example.com\nclients: []\n",
  "teams/billing.yaml": `team: billing
owner: billing@example.com
resourceApplications:
  - name: api
    audience: https://billing.example.com/
    scopes: [{ value: read }]
    was: payments/api
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: blockchain, app: orders, roles: [REST_CLIENT], clientUser: true }]
    was: [shop/books, billing/sheet, payments/ledger]
    certificates: [ledger.pem]
`,
  "teams/ledger.pem": ledger,
});

describe("movesBetweenStacks", () => {
  it("returns the command that moves the state of what another team declared before, and of nothing else", () => {
    const warning = (name: string, lost: string, from: string, ...ends: string[]) => {
      const urns = ends.map((end) => `'urn:pulumi:${from}::idcs-apps::idcs-apps:index:Team$${end}'`).join(" ");
      return `"${name}" is in the state of another stack, "${from}", unless it was already moved: this stack would create a new ${lost}, and "${from}" would delete the old one. Before \`pulumi up\` of either stack, run \`pulumi state move --source ${from} --dest dev.billing ${urns}\`. Remove "was" once that is done in every environment.`;
    };
    const client = (name: string) => [
      `idcs-apps:index:ConfidentialApplication::${name}`,
      `oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate::${name}/certificate/520e83d8`,
      `oci:Identity/domainsUser:DomainsUser::${name}/user`,
    ];
    const both = "application and client secret";
    const moves = movesBetweenStacks(loadStack("dev.billing", { files }));
    expect(moves.map(({ node, path, message }) => renderProblem(problemAt(node, path, message)))).toStrictEqual([
      `teams/billing.yaml:7:10  resourceApplications[0].was: ${warning("payments/api", "application", "dev.payments", "idcs-apps:index:ResourceApplication::payments/api")}`,
      `teams/billing.yaml:12:11  clients[0].was[0]: ${warning("shop/books", both, "dev.shop", ...client("shop/books"))}`,
      `teams/billing.yaml:12:38  clients[0].was[2]: ${warning("payments/ledger", both, "dev.payments", ...client("payments/ledger"))}`,
    ]);
  });

  it("returns nothing for a stack with all teams", () => {
    expect(movesBetweenStacks(loadStack("dev", { files }))).toStrictEqual([]);
  });
});
