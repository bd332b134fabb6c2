import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandError } from "../../../cli/errors/command-error.ts";
import { earlierReport } from "../../../cli/report/diff.ts";
import { kinds } from "../../../cli/report/findings/kinds.ts";
import { type Report, schema } from "../../../cli/report/json.ts";
import { markdownOf } from "../../../cli/report/markdown.ts";
import { pageOf } from "../../../cli/report/page/page.ts";
import { renderReport } from "../../../cli/report/render.ts";
import { type ReportOptions, report } from "../../../cli/report/report.ts";
import { readEarlierReport } from "../../../cli/report/write-report.ts";
import { exampleStack } from "../../plan/example-stack.ts";
import { type DriftWorld, startDriftWorld } from "../drift-world.ts";

const environment = `identityDomain: { url: "http://127.0.0.1:19090" }
networkPerimeters: [{ name: Office, addresses: [203.0.113.0/24] }]
allowedDomainRoles: [Security Administrator]
rules:
  secretAge: 90d
  approvers: ["@example/security"]
`;

const risky = `team: risky
owner: jdoe@example.com
clients:
  - name: batch
    grantTypes: [password]
    access: [{ app: Orders API, scopes: [read] }]
    secret: { every: 90d }
    exceptions:
      - { rule: grant-types, for: password, reason: Replaced in spring, until: 2027-03-31 }
  - name: gateway
    grantTypes: [client_credentials]
    access: []
    authorizedResources: all
    domainRoles: [Security Administrator]
    secret: { every: 30d }
  - name: page
    clientType: public
    grantTypes: [authorization_code]
    redirectUrls: [https://page.example.com/callback]
    access: [{ app: Orders API, scopes: [read] }]
    exceptions:
      - { rule: public-client, reason: A page of a browser, until: 2026-12-01 }
`;

let world: DriftWorld;
let secrets: string[];
let before: Report;
/** The report of 2026-11-25. */
let found: Report;

const at = (day: string) => () => new Date(`${day}T09:00:00Z`);
const reportNow = (day = "2026-11-25", options: Partial<ReportOptions> = {}) =>
  report({
    environments: ["prod"],
    folder: world.folder,
    environment: world.access.environment,
    client: world.access.client,
    now: at(day),
    ...options,
  });

beforeAll(async () => {
  const files = {
    "environments/prod.yaml": environment.replace(
      "rules:",
      "rules:\n  allResources: any\n  forbiddenGrantTypes: [implicit]",
    ),
    "teams/payments.yaml": (exampleStack["teams/payments.yaml"] ?? "").replaceAll(
      /(\n {4}grantTypes: .*)/g,
      "$1\n    secret: { every: 90d }",
    ),
    "teams/shop.yaml": (exampleStack["teams/shop.yaml"] ?? "").replace(
      "    grantTypes: [client_credentials]",
      "    grantTypes: [client_credentials]\n    secret: { every: 90d }",
    ),
    "teams/risky.yaml": risky.replaceAll(/\n {4}exceptions:\n.*/g, ""),
    "teams/leaving.yaml":
      "team: leaving\nowner: leaving@example.com\nclients:\n  - { name: old-sync, grantTypes: [client_credentials], access: [], secret: { every: 90d } }\n",
  };
  world = await startDriftWorld(files, "prod");
  secrets = (await world.byHand.listAll("Apps", { query: { attributes: "clientSecret" } })).flatMap(
    ({ clientSecret }) => (typeof clientSecret === "string" ? [clientSecret] : []),
  );
  before = await reportNow();
  // What the next report finds.
  world.write("environments/prod.yaml", environment);
  world.write("teams/risky.yaml", risky);
  world.write("teams/leaving.yaml", "team: leaving\nowner: leaving@example.com\nclients: []\n");
  await world.change("payments-portal", { redirectUris: ["https://evil.example.com/](javascript:alert(1))<b>"] });
  const mia = await world.one("Users", 'userName eq "mia@example.com"');
  const portal = await world.one("Apps", 'displayName eq "payments-portal"');
  await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, portal);
  found = await reportNow();
});
afterAll(() => world?.close());

describe("report", () => {
  it("refuses the name of a stack where an environment is expected", async () => {
    await expect(reportNow("2026-11-25", { environments: ["prod.payments"] })).rejects.toThrow(
      new CommandError('"prod.payments" is a stack: name an environment, "prod".'),
    );
  });

  it("finds what is risky, broken, drifted, given beside the manifest, or in no manifest, each with an id", () => {
    expect(schema.parse(found)).toEqual(found);
    const shown = found.findings.map(({ severity, id, status }) => `${severity} ${status} ${id}`);
    expect(shown).toEqual([
      "high active drift:payments/portal:redirectUris",
      "high active rights-beside:payments/portal:mia@example.com",
      "high active undeclared:leaving/old-sync:leaving_old_sync_prod",
      "high active all-resources:risky/gateway",
      "medium active exception:risky/page:public-client",
      "high archived domain-roles:risky/gateway:Security Administrator",
      "high archived grant-types:risky/batch:password",
      "low archived public-client:risky/page",
    ]);
    expect(found.counts).toEqual({ active: 5, archived: 3, high: 4, medium: 1, low: 0 });
  });

  it("says who drifted and when, where it is declared, and why something is archived", () => {
    const { findings } = found;
    const by = Object.fromEntries(findings.map((one) => [one.id, one]));
    expect(by["drift:payments/portal:redirectUris"]).toMatchObject({
      by: "John Doe",
      at: "2026-11-24T21:03:59.000Z",
      place: { file: "teams/payments.yaml" },
    });
    expect(by["grant-types:risky/batch:password"]?.archived).toEqual({
      reason: "Replaced in spring",
      until: "2027-03-31",
    });
    expect(by["domain-roles:risky/gateway:Security Administrator"]?.archived).toEqual({
      reason: "Listed in environments/prod.yaml",
    });
  });

  it("finds again what an exception has archived when it has ended", async () => {
    const { findings, exceptions } = await reportNow("2026-12-02");
    const active = findings.filter(({ status }) => status === "active").map(({ id }) => id);
    expect(active).toEqual(expect.arrayContaining(["public-client:risky/page", "exception:risky/page:public-client"]));
    expect(exceptions.map(({ client, rule, state }) => [client, rule, state])).toEqual([
      ["risky/page", "public-client", "expired"],
      ["risky/batch", "grant-types", "active"],
    ]);
  });

  it("knows how old client secrets are: due soon, overdue, or of unknown age", async () => {
    const kindsOn = async (day: string) =>
      (await reportNow(day)).findings
        .filter(({ kind }) => kind.startsWith("secret"))
        .map(({ id, what }) => `${id}: ${what}`);
    expect(await kindsOn("2026-12-20")).toEqual([
      "secret-due:risky/gateway: the client secret is replaced by the first `pulumi up` on or after 2026-12-24, in 4 days",
    ]);
    expect(await kindsOn("2026-12-24")).toEqual([
      "secret-age:risky/gateway: the client secret is 30 days old (since 2026-11-24) and was due on 2026-12-24: no `pulumi up` has replaced it",
    ]);
  });

  it("shows each client as the domain has it", () => {
    const { clients, apis } = found;
    expect(clients.find(({ name }) => name === "payments/portal")).toMatchObject({
      owner: "payments-dev@example.com",
      clientId: "payments_portal_prod",
      state: "active",
      grantTypes: ["authorization_code", "refresh_token"],
      access: [{ app: "Orders API", scopes: ["https://orders.example.com/read", "https://orders.example.com/write"] }],
      users: ["callan@example.com", "mia@example.com"],
      groups: ["integration-testers"],
      secret: { kind: "regenerated", since: "2026-11-24", age: 1, due: "2027-02-22" },
      lastModified: { by: "John Doe" },
    });
    expect(clients.find(({ name }) => name === "payments/ledger-sync")?.access).toEqual([
      {
        app: "OICINST_finance",
        scopes: [
          "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all",
        ],
        roles: ["ServiceDeveloper"],
      },
    ]);
    expect(apis.map(({ name, displayName }) => [name, displayName])).toEqual([["shop/orders-api", "Orders API"]]);
  });

  it("has no client secret in any form, and asks the domain for none", async () => {
    const asked: string[] = [];
    const client = {
      fetch: async (input: string | URL | Request, init?: RequestInit) => {
        const request = new Request(input, init);
        const answer = await world.access.client.fetch(request);
        asked.push(`${request.method} ${await answer.clone().text()}`);
        return answer;
      },
    };
    const now = await reportNow("2026-11-25", { client });
    const texts = [JSON.stringify(now), await pageOf(now), markdownOf(now), renderReport(now)];
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    for (const secret of secrets) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
      expect(asked.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(asked.filter((text) => !text.startsWith("GET "))).toEqual([]);
  });

  it("reads the manifests alone with offline: rules, no request, and what is not known", async () => {
    const client = { fetch: () => Promise.reject(new Error("a request")) };
    const now = await reportNow("2026-11-25", { offline: true, client });
    expect(now.clients.every(({ state }) => state === "not compared")).toBe(true);
    expect(now.findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["all-resources:risky/gateway", "grant-types:risky/batch:password"]),
    );
    expect(now.environments[0]?.notes[0]).toBe(
      "The identity domain was not asked (--offline): what it has, drift, and the ages of client secrets are not known.",
    );
  });

  it("writes names of the domain into Markdown without markup", () => {
    const text = markdownOf(found);
    expect(text).toContain("&lt;b&gt;");
    expect(text).not.toMatch(/(?<!\\)\]\(|<b>|:\/\/evil/);
  });
});

describe("report --diff", () => {
  it("names new and resolved findings, and clients that are new, gone or changed", async () => {
    const { comparison } = await reportNow("2026-11-25", {
      earlier: earlierReport(JSON.stringify(before), "last.json"),
    });
    expect(comparison).toMatchObject({
      created: "2026-11-25T09:00:00.000Z",
      notCompared: [],
      newFindings: [
        "prod drift:payments/portal:redirectUris",
        "prod rights-beside:payments/portal:mia@example.com",
        "prod undeclared:leaving/old-sync:leaving_old_sync_prod",
        "prod exception:risky/page:public-client",
      ],
      goneClients: [{ environment: "prod", name: "leaving/old-sync" }],
      newClients: [],
      changedClients: [
        {
          environment: "prod",
          name: "payments/portal",
          changes: [
            { what: "users", before: [], after: ["mia@example.com"] },
            {
              what: "redirect URLs",
              before: ["https://portal.example.com/callback", "https://portal.example.com/other"],
              after: ["https://evil.example.com/](javascript:alert(1))<b>"],
            },
          ],
        },
      ],
    });
  });

  it("says what was resolved since, and compares no environment that only one report has", async () => {
    const later = {
      ...before,
      findings: [{ ...before.findings[0], id: "drift:shop/robot:active", subject: "shop/robot" }],
    };
    const text = JSON.stringify({ ...later, environments: [...before.environments, { name: "test" }] });
    const { comparison } = await reportNow("2026-11-25", { earlier: earlierReport(text, "last.json") });
    expect(comparison?.resolvedFindings.map(({ id, status }) => [id, status])).toEqual([
      ["drift:shop/robot:active", "resolved"],
    ]);
    expect(comparison?.notCompared).toEqual(["test"]);
  });

  it.each([
    ["no JSON", "{", "last.json is not JSON: name a file that `idcs-apps report --json` has written."],
    [
      "another file",
      '{"stack":"prod"}',
      'last.json is no report: its "format" is undefined, but "idcs-apps report" is expected. Name a file that `idcs-apps report --json` has written.',
    ],
    [
      "a later version",
      '{"format":"idcs-apps report","version":2}',
      "last.json is a report of version 2, and this program knows versions up to 1: use the idcs-apps that wrote it, or a later one.",
    ],
    [
      "a part of a report",
      '{"format":"idcs-apps report","version":1,"created":"2026-11-24T08:00:00.000Z","environments":[],"findings":[],"clients":[{"name":5}]}',
      'last.json is no whole report: "clients.0.environment": Invalid input: expected string, received undefined; "clients.0.name": Invalid input: expected string, received number.',
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => earlierReport(text, "last.json")).toThrow(new CommandError(message));
  });

  it("refuses a folder, and reads what --json has written", () => {
    const file = join(world.folder, "last.json");
    writeFileSync(file, JSON.stringify(before));
    expect(() => readEarlierReport(world.folder)).toThrow(/is not a regular file/);
    expect(readEarlierReport(file).clients.length).toBe(before.clients.length);
  });
});

describe("docs/report.md", () => {
  it("explains every kind of finding", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/report.md"), "utf8");
    expect(Object.keys(kinds).filter((kind) => !page.includes(`| \`${kind}\` |`))).toEqual([]);
  });
});
