import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadStack } from "../../manifest/load-stack.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith, messageOf } from "./world.ts";

const url = "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n";
const team = (name: string) => `team: ${name}
owner: ${name}@example.com
resourceApplications:
  - name: api
    audience: https://${name}.example.com/
    scopes: [{ value: read }]
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
  - name: elsewhere
    grantTypes: [client_credentials]
    domainRoles: [Audit Administrator]
    environments: { test: {} }
`;

const files = {
  "teams/payments.yaml": team("payments"),
  "teams/billing.yaml": team("billing"),
  "environments/dev.yaml": `${url}networkPerimeters: [{ name: office, addresses: [10.0.0.1] }]\n`,
  "environments/test.yaml": `${url}allowedDomainRoles: [Audit Administrator]\n`,
};

const before = process.cwd();
afterEach(() => process.chdir(before));

describe("A stack", () => {
  test.each<[string, string[], boolean]>([
    ["dev", ["billing/api", "billing/ledger", "payments/api", "payments/ledger"], true],
    ["dev.payments", ["payments/api", "payments/ledger"], false],
    ["dev.environment", [], true],
    ["test.billing", ["billing/api", "billing/elsewhere", "billing/ledger"], false],
  ])("%s declares %j, and what the environment's file declares: %s", (name, expected, environment) => {
    inFolder(files);
    const stack = loadStack(name, undefined);
    const declared = stack.teams.flatMap((one) =>
      [...one.resourceApplications, ...one.clients].map((application) => `${one.team}/${application.name}`),
    );
    expect(declared.sort()).toStrictEqual(expected);
    expect(stack.environment !== undefined).toBe(environment);
    expect(stack.identityDomainUrl).toBe("https://idcs-1.identity.oraclecloud.com");
  });

  test("tells what is worth knowing of its own clients only", () => {
    inFolder(files);
    expect(loadStack("dev.payments", undefined).warnings.map(({ path }) => path)).toStrictEqual([["access", 0]]);
    expect(loadStack("dev.environment", undefined).warnings).toStrictEqual([]);
  });

  test("of a team tells how to move the state of what another team declared before, and of nothing else", () => {
    const was = `    was: [shop/books, payments/sheet, payments/ledger]\n    certificates: [ledger.pem]\n  - name: elsewhere`;
    inFolder({
      ...files,
      "teams/payments.yaml": "team: payments\nowner: payments@example.com\nclients: []\n",
      "teams/billing.yaml": team("billing")
        .replace("    scopes: [{ value: read }]", "$&\n    was: payments/api")
        .replace("instance: finance }]\n  - name: elsewhere", `instance: finance, roles: [] }]\n${was}`)
        .replace("payments/sheet", "billing/sheet"),
      "teams/ledger.pem": readFileSync(join(import.meta.dirname, "valid/everything/ledger.pem")),
    });
    const told = (name: string, made: string, from: string, ...ends: string[]) => {
      const urns = ends.map((end) => `'urn:pulumi:${from}::idcs-apps::idcs-apps:index:Team$${end}'`).join(" ");
      return `"${name}" is in the state of another stack, "${from}", unless it was moved already: this stack would make a new ${made}, and "${from}" delete the old one. Before \`pulumi up\` of either: \`pulumi state move --source ${from} --dest dev.billing ${urns}\`. Take "was" out once that is done in every environment.`;
    };
    const client = (name: string) => [
      `idcs-apps:index:ConfidentialApplication::${name}`,
      `oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate::${name}/certificate/520e83d8`,
    ];
    const both = "application and client secret";
    const { warnings } = loadStack("dev.billing", undefined);
    expect(warnings.map(({ node, path, message }) => renderProblem(problemAt(node, path, message)))).toStrictEqual([
      `teams/billing.yaml:7:10  resourceApplications[0].was: ${told("payments/api", "application", "dev.payments", "idcs-apps:index:ResourceApplication::payments/api")}`,
      `teams/billing.yaml:12:11  clients[0].was[0]: ${told("shop/books", both, "dev.shop", ...client("shop/books"))}`,
      `teams/billing.yaml:12:38  clients[0].was[2]: ${told("payments/ledger", both, "dev.payments", ...client("payments/ledger"))}`,
    ]);
    expect(loadStack("dev", undefined).warnings).toStrictEqual([]);
  });

  test("gives no client a role of the domain that its environment does not allow", () => {
    inFolder({ ...files, "environments/test.yaml": url });
    expect(loadStack("dev", undefined).clients).toHaveLength(2);
    expect(messageOf(() => loadStack("test.payments", undefined))).toContain(
      'teams/payments.yaml:13:19  clients[1].domainRoles[0]: "Audit Administrator" is not a role of the domain that environment "test" allows (it allows none).',
    );
  });

  test("of a team that does not exist is refused with those that do", () => {
    inFolder(files);
    expect(messageOf(() => loadStack("dev.paymens", undefined))).toContain(
      '"paymens" is not a team of teams/ (it has billing, payments). Did you mean "payments"?',
    );
  });
});

function inFolder(contents: Readonly<Record<string, string | Uint8Array>>): void {
  process.chdir(folderWith(contents));
}
