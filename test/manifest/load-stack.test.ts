import { describe, expect, it } from "vitest";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { messageOf } from "./world.ts";

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

describe("loadStack", () => {
  it.each<[string, string[], boolean]>([
    ["dev", ["billing/api", "billing/ledger", "payments/api", "payments/ledger"], true],
    ["dev.payments", ["payments/api", "payments/ledger"], false],
    ["dev.environment", [], true],
    ["test.billing", ["billing/api", "billing/elsewhere", "billing/ledger"], false],
  ])(
    "returns for stack %s the applications %j, and what the environment's file declares: %s",
    (name, expected, environment) => {
      const stack = loadStack(name, { files: filesOf(files) });
      const declared = stack.teams.flatMap((one) =>
        [...one.resourceApplications, ...one.clients].map((application) => `${one.team}/${application.name}`),
      );
      expect(declared.sort()).toStrictEqual(expected);
      expect(stack.environment !== undefined).toBe(environment);
      expect(stack.identityDomainUrl).toBe("https://idcs-1.identity.oraclecloud.com");
    },
  );

  it("gives clients the environment's delivery, unless they say something else", () => {
    const place = "{ vault: ocid1.vault.oc1..a, compartment: ocid1.compartment.oc1..a, key: ocid1.key.oc1..a }";
    const own = "deliver: { vault: { secret: ocid1.vaultsecret.oc1..a }, keepSecretInState: true }";
    const client = (name: string, more = "") => `  - { name: ${name}, grantTypes: [password]${more} }\n`;
    const clients = client("default") + client("own", `, ${own}`) + client("nowhere", ", deliver: none");
    const delivered = loadStack("dev.payments", {
      files: filesOf({
        "environments/dev.yaml": `${url}deliver: { vault: ${place}, keepSecretInState: false }\n`,
        "teams/payments.yaml": `team: payments\nowner: payments@example.com\nclients:\n${clients}`,
      }),
    }).clients.map(({ name, deliver }) => [name, deliver]);
    const vault = { vault: "ocid1.vault.oc1..a", compartment: "ocid1.compartment.oc1..a", key: "ocid1.key.oc1..a" };
    expect(delivered).toStrictEqual([
      ["default", { vault: { ...vault, secretName: "{team}-{client}" }, keepSecretInState: false }],
      ["nowhere", "none"],
      ["own", { vault: { secret: "ocid1.vaultsecret.oc1..a" }, keepSecretInState: true }],
    ]);
  });

  it("returns warnings about the stack's own clients only", () => {
    expect(loadStack("dev.payments", { files: filesOf(files) }).warnings.map(({ path }) => path)).toStrictEqual([
      ["access", 0],
    ]);
    expect(loadStack("dev.environment", { files: filesOf(files) }).warnings).toStrictEqual([]);
  });

  it("refuses a role of the domain that the stack's environment does not allow", () => {
    const limited = { files: filesOf({ ...files, "environments/test.yaml": url }) };
    expect(loadStack("dev", limited).clients).toHaveLength(2);
    expect(messageOf(() => loadStack("test.payments", limited))).toContain(
      'teams/payments.yaml:13:19  clients[1].domainRoles[0]: "Audit Administrator" is not a role of the domain that environment "test" allows (it allows none).',
    );
  });

  it("refuses a team that does not exist, with the existing teams", () => {
    expect(messageOf(() => loadStack("dev.paymens", { files: filesOf(files) }))).toContain(
      '"paymens" is not a team of teams/ (it has billing, payments). Did you mean "payments"?',
    );
  });
});
