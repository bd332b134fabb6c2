import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadStack } from "../../manifest/load-stack.ts";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";

const environment = "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n";
const team = (name: string, more = "") => `team: ${name}
owner: ${name}@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
${more}`;
const api = (more = "") => `resourceApplications:
  - name: api
    displayName: Orders API
    audience: https://orders.example.com/
    scopes: [{ value: read }]
${more}`;

const sound = {
  "environments/dev.yaml": environment,
  "environments/test.yaml": environment,
  "teams/billing.yaml": team("billing"),
  "teams/payments.yaml": team("payments"),
  "teams/shop.yaml": team("shop"),
};

describe("loadStack, for the stack of one team", () => {
  const missing = `teams/payments.yaml:7:20  clients[0].certificates[0]: teams/ledger.pem does not exist.`;

  it("ignores a missing certificate of another team", () => {
    const files = { "teams/payments.yaml": team("payments", "    certificates: [ledger.pem]\n") };
    expect(stopsOf(files, "dev.payments", "dev", "dev.billing", "dev.environment")).toStrictEqual([
      missing,
      missing,
      "",
      "",
    ]);
  });

  it("ignores another team's file that cannot be read", () => {
    expect(stopsOf({ "teams/payments.yaml": "team: payments\n\tclients: []\n" }, "dev.billing")).toStrictEqual([""]);
  });

  it("throws all problems if no readable file declares its team", () => {
    const files = {
      "teams/billing.yaml": team("billing", "    active: maybe\n"),
      "teams/payments.yaml": "team: payments\n\tclients: []\n",
    };
    const [message] = stopsOf(files, "dev.payments");
    expect(message?.split("\n").map((line) => line.split(" ")[0])).toStrictEqual([
      "teams/billing.yaml:7:13",
      "teams/payments.yaml:2:1",
    ]);
  });

  it("throws if it and another team use the same name, whichever comes first", () => {
    const files = {
      "teams/billing.yaml": team("billing", "    displayName: Ledger\n"),
      "teams/payments.yaml": team("payments", "    displayName: LEDGER\n"),
    };
    const taken =
      'teams/payments.yaml:7:18  clients[0].displayName: the display name "LEDGER" is already taken, at teams/billing.yaml:7:18: display names are unique in an identity domain (case-insensitive).';
    expect(stopsOf(files, "dev.billing", "dev.payments", "dev.shop")).toStrictEqual([taken, taken, ""]);
  });

  it.each([
    ["audience", { "teams/payments.yaml": team("payments", api().replace("Orders API", "Other")) }],
    [
      "fully qualified scope",
      {
        "teams/payments.yaml": team(
          "payments",
          api().replace("Orders API", "Other").replace(".com/", ".com").replace("value: read", "value: /read"),
        ),
      },
    ],
    ["former name", { "teams/payments.yaml": team("payments", "    was: billing/ledger\n") }],
    [
      "alias for one certificate",
      {
        "teams/billing.yaml": team("billing", "    certificates: [{ file: a.pem, alias: a }]\n"),
        "teams/payments.yaml": team("payments", "    certificates: [{ file: a.pem, alias: A }]\n"),
        "teams/a.pem": readFileSync(join(import.meta.dirname, "valid/everything/ledger.pem")),
      },
    ],
  ])("throws if it and another team use the same %s", (_, files) => {
    const [first, second, other] = stopsOf(
      { "teams/billing.yaml": team("billing", api()), ...files },
      "dev.billing",
      "dev.payments",
      "dev.shop",
    );
    expect(first).toMatch(/^teams\/payments\.yaml:.* at teams\/billing\.yaml:/);
    expect([second, other]).toStrictEqual([first, ""]);
  });

  it("throws for each environment in which another team used its name first", () => {
    const named = (name: string, only: string) =>
      team(name, `    displayName: Ledger\n    environments: { ${only} }\n`);
    const files = {
      "teams/billing.yaml": named("billing", "dev: {}"),
      "teams/payments.yaml": named("payments", "test: {}"),
      "teams/shop.yaml": named("shop", "dev: {}, test: {}"),
    };
    const taken = (first: string) =>
      `teams/shop.yaml:7:18  clients[0].displayName: the display name "Ledger" is already taken, at teams/${first}.yaml:7:18: display names are unique in an identity domain (case-insensitive).`;
    expect(stopsOf(files, "dev.billing", "dev.payments", "dev.shop")).toStrictEqual([
      taken("billing"),
      taken("payments"),
      `${taken("billing")}\n${taken("payments")}`,
    ]);
  });

  it("throws for its environment's file and for an empty folder; the environment's stack only for its file", () => {
    const broken = { "environments/dev.yaml": `${environment}owner: me\n` };
    const stops = stopsOf(broken, "dev.billing", "dev.environment", "test.billing");
    expect(stops[0]).toMatch(/^environments\/dev\.yaml:2:1 {2}owner: "owner" is not a key of an environment/);
    expect(stops.slice(1)).toStrictEqual([stops[0], ""]);

    const alone = filesOf({ "environments/dev.yaml": environment });
    expect(["dev.billing", "dev.environment"].map((stack) => stopOf(stack, alone))).toStrictEqual([
      "teams  is not a folder: create it, or name another.",
      "",
    ]);
  });
});

describe("loadStack, for an environment that manages an app of a team", () => {
  const managing = `${environment}resourceApplications: [{ app: ORDERS API, manage: true, allowRefresh: true }]\n`;

  it("refuses the settings, in the stacks that declare one of the two", () => {
    const files = { "environments/dev.yaml": managing, "teams/payments.yaml": team("payments", api()) };
    const twice =
      'environments/dev.yaml:2:31  resourceApplications[0].app: "ORDERS API" is a resource application of team "payments", declared at teams/payments.yaml:9:18: write its settings there, and remove this entry.';
    expect(stopsOf(files, "dev", "dev.environment", "dev.payments", "dev.billing", "test")).toStrictEqual([
      twice,
      twice,
      twice,
      "",
      "",
    ]);
  });

  it("accepts the settings if the team's app does not exist there", () => {
    const elsewhere = api("    environments: { test: {} }\n");
    const files = { "environments/dev.yaml": managing, "teams/payments.yaml": team("payments", elsewhere) };
    expect(stopsOf(files, "dev", "dev.environment")).toStrictEqual(["", ""]);
  });
});

/** What stops each of the stacks: "" if nothing does. */
function stopsOf(files: Readonly<Record<string, string | Uint8Array>>, ...stacks: string[]): string[] {
  const all = filesOf({ ...sound, ...files });
  return stacks.map((stack) => stopOf(stack, all));
}

function stopOf(stack: string, files: Files): string {
  try {
    loadStack(stack, { files });
    return "";
  } catch (error) {
    if (error instanceof ManifestError) return error.message;
    throw error;
  }
}
