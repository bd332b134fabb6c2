import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdoptOptions, adopt } from "../../cli/adopt/adopt.ts";
import { type Adoption, schema } from "../../cli/adopt/json.ts";
import { CommandError } from "../../cli/errors/command-error.ts";
import type { RunningLocalDomain } from "../../local/server.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { folderWith } from "../manifest/world.ts";
import { administratorOf, environmentOf, oddDomain } from "./adopt-world.ts";

let local: RunningLocalDomain;
beforeAll(async () => {
  local = await oddDomain();
});
afterAll(() => local?.close());

/** A project whose environment dev is the local domain. */
function project(files: Readonly<Record<string, string>> = {}): string {
  return folderWith({
    "Pulumi.yaml": "name: idcs-apps\n",
    "environments/dev.yaml": `identityDomain: { url: "${local.url}" }\n`,
    ...files,
  });
}

interface Result {
  /** Whether all chosen applications are in the manifest; undefined if the command failed. */
  readonly isComplete: boolean | undefined;
  readonly printed: string;
  /** What was not adopted, or why the command failed. */
  readonly warned: string;
}

async function run(folder: string, options: Partial<AdoptOptions>): Promise<Result> {
  const printed: string[] = [];
  const warned: string[] = [];
  let isComplete: boolean | undefined;
  try {
    isComplete = await adopt({
      folder,
      names: [],
      environment: "dev",
      env: environmentOf(local),
      print: (text) => printed.push(text),
      warn: (text) => warned.push(text),
      ...options,
    });
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof ManifestError)) throw error;
    warned.push(error.message);
  }
  const shown = (lines: string[]) => lines.join("\n").replaceAll(`${folder}/`, "");
  return { isComplete, printed: shown(printed), warned: shown(warned) };
}

const manifestIn = (folder: string, team = "orders") => readFileSync(join(folder, `teams/${team}.yaml`), "utf8");

describe("adopt", () => {
  it("writes a new team's manifest, says what it read and wrote, and which steps follow", async () => {
    const folder = project();
    const { isComplete, printed, warned } = await run(folder, { names: ["legacy-orders-sync"], team: "legacy" });
    expect([isComplete, warned]).toEqual([true, ""]);
    expect(printed).toBe(
      [
        "legacy-orders-sync (orders-sync): read 1 scope, 1 grant (1 role), 1 network perimeter; wrote the same",
        "",
        "Written: teams/legacy.yaml",
        "",
        "Next:",
        '  fill in "owner" in teams/legacy.yaml: until then, `npm run check` refuses it',
        "  npm run check",
        "  npm run pulumi -- preview --stack dev   says what the next `up` adopts: only ownership tags are added",
      ].join("\n"),
    );
    expect(manifestIn(folder, "legacy")).toBe(
      `# yaml-language-server: $schema=../manifest/team.schema.json
team: legacy
owner: "<e-mail address>"
clients:
  - name: orders-sync
    adopt: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
    grantTypes: [client_credentials]
    access:
      - service: integration
        instance: orders
        roles: [ServiceInvoker]
    networkPerimeters: [office]
`,
    );
    expect(() => loadTeams(join(folder, "teams"))).toThrow(
      "legacy.yaml:3:8  owner: is still to be filled in: write the e-mail address of a person or a group.",
    );
  });

  it("says as data what was adopted and what was not, in the documented form", async () => {
    const folder = project();
    const reports: Adoption[] = [];
    const report = (adoption: Adoption) => reports.push(adoption);
    const names = ["legacy-orders-sync", "OICINST_orders"];
    await run(folder, { names, team: "legacy", report });
    const counts = { scopes: 1, roles: 1, users: 0, groups: 0, certificates: 0, networkPerimeters: 1, definedRoles: 0 };
    expect(reports.map((one) => schema.parse(one))).toEqual([
      {
        team: "legacy",
        file: "teams/legacy.yaml",
        written: ["teams/legacy.yaml"],
        adopted: [{ application: "legacy-orders-sync", name: "orders-sync", read: counts, wrote: counts }],
        notes: [],
        refused: [{ application: "OICINST_orders", reasons: [expect.stringContaining("Oracle")] }],
        leftOut: [],
      },
    ]);
    await run(folder, { names: ["OICINST_orders"], team: "legacy", report });
    expect(reports[1]).toMatchObject({ file: "teams/legacy.yaml", written: [], adopted: [] });
  });

  it("extends a manifest, whose lines and comments stay as they are, in the environment that was read alone", async () => {
    const before = [
      "team: orders # since 2019",
      "owner: orders@example.com",
      "clients:",
      "  # The first one.",
      "  - name: sync",
      "    grantTypes:   [ client_credentials ]",
      "    access: []",
      "",
    ].join("\n");
    const folder = project({
      "teams/orders.yml": before,
      "environments/prod.yaml": "identityDomain: { url: https://a.example.com }\n",
    });
    const { isComplete } = await run(folder, { names: ["orders_api", "no_scopes"], team: "orders" });
    expect(isComplete).toBe(true);
    const after = readFileSync(join(folder, "teams/orders.yml"), "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toBe(`  - name: no-scopes-at-all
    displayName: No scopes at all
    adopt: no_scopes
    grantTypes: [client_credentials]
    access: []
    environments:
      dev: {}
resourceApplications:
  - name: api
    displayName: Orders API
    adopt: orders_api
    description: "Orders: read and write"
    audience: https://orders.example.com/
    scopes:
      - value: read
      - value: write
        description: Changes orders
        requiresConsent: true
    secondaryAudiences: [https://orders.internal.example.com/]
    allowRefresh: true
    accessTokenExpiry: 1800
    roles:
      - name: OrderClerk
        description: Works with orders
      - name: OrderAuditor
        availableTo: [users, groups]
    tags:
      domain: orders
    environments:
      dev: {}
`);
  });

  it("adopts what it can, and names each other application with all attributes and values", async () => {
    const folder = project();
    const { isComplete, printed, warned } = await run(folder, { all: true, team: "orders", owner: "o@example.com" });
    expect(isComplete).toBe(false);
    expect(printed.split("\n").filter((line) => line.includes("; wrote"))).toEqual([
      "Orders API (api): read 2 scopes, 0 grants, 2 app roles; wrote the same",
      "legacy-orders-sync (legacy-orders-sync): read 1 scope, 1 grant (1 role), 1 network perimeter; wrote the same",
      'Zahlungs–Übersicht "Köln" (Straße) (zahlungs-uebersicht-koeln-strasse): read 3 scopes, 4 grants (1 role, 1 user, 2 groups); wrote the same',
      "Two scopes of one audience (two-scopes-of-one-audience): read 2 scopes, 2 grants (2 roles); wrote the same",
      "No scopes at all (no-scopes-at-all): read 0 scopes, 0 grants; wrote the same",
      "Inactive (inactive): read 0 scopes, 0 grants; wrote the same",
      "Device with a scheme of its own (device-with-a-scheme-of-its-own): read 0 scopes, 0 grants; wrote the same",
      "Trusted signer (trusted-signer): read 0 scopes, 0 grants, 1 certificate; wrote the same",
      "Tagged resources (tagged-resources): read 0 scopes, 0 grants; wrote the same",
      "Browser app (browser-app): read 1 scope, 0 grants; wrote the same",
      "Client and API (client-and-api): read 3 scopes, 0 grants, 1 app role; wrote the same",
      "Caller of both (caller-of-both): read 1 scope, 1 grant (1 role); wrote the same",
      "Deactivated API without lifetimes (deactivated-api-without-lifetimes): read 1 scope, 0 grants; wrote the same",
      "API with names (api-with-names): read 1 scope, 0 grants; wrote the same",
      "Portal (portal): read 0 scopes, 0 grants; wrote the same",
    ]);
    expect(printed).toContain("Written: teams/orders.yaml, teams/certificates/portal-key.pem\n");
    expect(warned).toBe(
      [
        "Not adopted: 3 applications, of which nothing was written:",
        "  With an owner",
        '    tags[0]: "owner: sam" (the key is reserved for who owns the application: rename the tag first)',
        "  Role without a scope",
        '    grantedAppRoles: "ServiceUser of OICINST_orders" (an access entry has roles only next to a scope of the same app: add one of its scopes to the client first)',
        "  User administration",
        '    domainRoles[0]: "User Administrator" is not a role of the domain that environment "dev" allows (it allows none). To allow it, write "allowedDomainRoles: [User Administrator]" in environments/dev.yaml. Rule: domain-roles (docs/rules.md).',
        "Left out: 2 applications created by Oracle.",
      ].join("\n"),
    );
    expect(readdirSync(join(folder, "teams")).sort()).toEqual(["certificates", "orders.yaml"]);
  });

  it("refuses what the plan would change, with the value that the domain has", async () => {
    const administrator = await administratorOf(local);
    const text = "schemas: a description with a space at the end ";
    const { id } = await administrator.create("Apps", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
      displayName: "With a space",
      name: "with_a_space",
      description: text,
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      active: true,
      isOAuthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
    });
    const folder = project();
    const { isComplete, warned, printed } = await run(folder, { names: ["With a space"], team: "orders" });
    await administrator.changeStatus(id, false);
    await administrator.remove("Apps", id);
    expect([isComplete, printed]).toEqual([false, ""]);
    expect(warned).toBe(
      [
        "Not adopted: 1 application, of which nothing was written:",
        "  With a space",
        `    description: "${text}", and the plan changes it to "${text.trim()}"`,
      ].join("\n"),
    );
    expect(existsSync(join(folder, "teams"))).toBe(false);
  });

  it("shows the manifest and writes nothing in a dry run", async () => {
    const folder = project();
    const { printed, warned } = await run(folder, {
      names: ["inactive", "with_an_owner"],
      team: "orders",
      owner: "o@example.com",
      dryRun: true,
    });
    expect(printed).toBe(
      `# yaml-language-server: $schema=../manifest/team.schema.json
team: orders
owner: o@example.com
clients:
  - name: inactive
    displayName: Inactive
    adopt: inactive
    active: false
    grantTypes: [authorization_code, refresh_token]
    redirectUrls: [http://localhost:8080/callback]
    postLogoutRedirectUrls: [http://127.0.0.1/bye]`,
    );
    expect(warned).toContain("With an owner");
    expect(existsSync(join(folder, "teams"))).toBe(false);
  });

  it("leaves out what a manifest adopts already, and says where if it is asked for by name", async () => {
    const folder = project();
    await run(folder, { names: ["inactive"], team: "orders", owner: "o@example.com" });
    const before = manifestIn(folder);
    expect(await run(folder, { names: ["Inactive"], team: "orders" })).toEqual({
      isComplete: false,
      printed: "",
      warned:
        "Not adopted: 1 application, of which nothing was written:\n  Inactive\n    orders/inactive adopts it already.",
    });
    const { isComplete, warned } = await run(folder, { prefix: "inactive", team: "orders" });
    expect([isComplete, warned]).toEqual([true, "Left out: 1 application already adopted."]);
    expect(manifestIn(folder)).toBe(before);
  });

  it("gives the second application of a name a number", async () => {
    const client = "{ name: inactive, grantTypes: [client_credentials], access: [] }";
    const folder = project({ "teams/orders.yaml": `team: orders\nowner: o@example.com\nclients: [${client}]\n` });
    await run(folder, { names: ["inactive"], team: "orders" });
    expect(manifestIn(folder)).toContain("name: inactive-2");
  });

  it.each([
    ["tag", { tag: ["cost-center=42", "on=yes"] }, "zahlungen"],
    ["prefix", { prefix: "PORT" }, "portal"],
    ["client ID", { names: ["PORTAL"] }, "portal"],
    ["file", { names: ["portal"], team: undefined, file: "teams/orders.yaml" }, "portal"],
  ])("finds applications by %s", async (_, options, clientId) => {
    const folder = project();
    await run(folder, { team: "orders", owner: "o@example.com", ...options });
    const adopted = loadTeams(join(folder, "teams")).flatMap(({ clients }) => clients.map(({ adopt: found }) => found));
    expect(adopted).toEqual([clientId]);
  });

  it.each<[Partial<AdoptOptions>, string]>([
    [
      {},
      "Which applications? Write one of: <client ID, OCID or display name>…, --tag <key>=<value>, --prefix <beginning of the display name>, --all, --from-state <file>.",
    ],
    [
      { all: true, prefix: "a" },
      "Which applications? Several ways to choose them are given. Write one of: <client ID, OCID or display name>…, --tag <key>=<value>, --prefix <beginning of the display name>, --all, --from-state <file>.",
    ],
    [{ all: true, team: undefined }, "Whose applications are these? Write --team <team>, or --file teams/<team>.yaml."],
    [
      { all: true, team: "No" },
      '--team "No" cannot be the name of a team (lower-case letters, digits and "-", beginning with a letter, at most 40 characters).',
    ],
    [{ all: true, environment: "prod" }, '--environment "prod" is not an environment (existing: dev).'],
    [{ all: true, owner: "nobody" }, '--owner "nobody" is not an e-mail address.'],
    [
      { all: true, file: "../orders.yaml" },
      '--file "../orders.yaml" is not a manifest: write --file teams/<team>.yaml.',
    ],
    [{ tag: ["a"] }, '--tag "a" is not a tag: write --tag <key>=<value>.'],
    [{ tag: ["a=b"] }, "Nothing to adopt: no application has a=b."],
    [{ prefix: "xyz" }, 'Nothing to adopt: no display name begins with "xyz".'],
    [
      { names: ["OICINST_orders"] },
      "Not adopted: 1 application, of which nothing was written:\n  OICINST_orders\n    isOPCService: true. Oracle created it: to manage some of its settings, write manage: true in the environment's file (docs/manifest.md).",
    ],
  ])("refuses %j", async (options, message) => {
    const folder = project();
    expect(await run(folder, { team: "orders", ...options })).toMatchObject({ printed: "", warned: message });
    expect(existsSync(join(folder, "teams"))).toBe(false);
  });

  it("extends a manifest in a sub-folder of teams/, found by its team, and a second time before its owner is filled in", async () => {
    const folder = project({ "teams/europe/orders.yaml": 'team: orders\nowner: "<e-mail address>"\nclients: []\n' });
    await run(folder, { names: ["signer"], team: "orders" });
    await run(folder, { names: ["no_scopes"], file: "teams/europe/orders.yaml" });
    const { warned } = await run(folder, { names: ["signer"], team: "orders" });
    expect(warned).toContain("orders/trusted-signer adopts it already.");
    expect(readFileSync(join(folder, "teams/europe/orders.yaml"), "utf8").match(/adopt: \w+/g)).toEqual([
      "adopt: signer",
      "adopt: no_scopes",
    ]);
    expect(readdirSync(join(folder, "teams"))).toEqual(["europe"]);
    expect(readdirSync(join(folder, "teams/europe/certificates"))).toEqual(["portal-key.pem"]);
  });

  it("proposes the nearest name for one that no application has", async () => {
    const { warned } = await run(project(), { names: ["Portl"], team: "orders" });
    expect(warned).toMatch(
      /^"Portl" is not the client ID, OCID or display name of an application of the identity domain \(it has .*\)\. Did you mean "Portal"\?$/,
    );
  });

  it("refuses to extend manifests that are wrong", async () => {
    const folder = project({ "teams/other.yaml": "team: other\nowner: nobody\nclients: []\n" });
    const { warned } = await run(folder, { names: ["portal"], team: "orders", owner: "o@example.com" });
    expect(warned).toBe('teams/other.yaml:2:8  owner: "nobody" is not an e-mail address.');
    expect(existsSync(join(folder, "teams/orders.yaml"))).toBe(false);
  });

  it("overwrites no file with another content", async () => {
    const folder = project({ "teams/certificates/portal-key.pem": "another\n" });
    const { warned } = await run(folder, { names: ["signer"], team: "orders", owner: "o@example.com" });
    expect(warned).toBe(
      '"teams/certificates/portal-key.pem" already exists with another content: move it away, and run the command again.',
    );
    expect(readdirSync(join(folder, "teams"))).toEqual(["certificates"]);
  });
});
