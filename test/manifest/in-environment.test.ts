import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { clientsIn, resourceApplicationsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import type { Path } from "../../manifest/yaml/position.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith } from "./world.ts";

const pem = join(import.meta.dirname, "valid/everything/ledger.pem");

// Each key with another value everywhere and in the environment test, on a line of its own.
const keys = {
  adopt: ["Ledger", "ocid1.domainapp.oc1..ledger"],
  description: ["Everywhere", "In test"],
  tags: ["{ color: green, size: big }", "{ color: red }"],
  active: ["false", "true"],
  redirectUrls: ["[https://a.example.com/, https://b.example.com/]", "[https://c.example.com/]"],
  postLogoutRedirectUrls: ["[https://a.example.com/]", "[]"],
  logoutUrl: ["https://a.example.com/", "https://b.example.com/"],
  authorizedResources: ["all", "{ tagged: { color: green } }"],
  access: ["[{ service: integration, instance: finance, roles: [ServiceUser] }]", "[{ app: A, scopes: [a] }]"],
  domainRoles: ["[User Administrator, Me]", "[Audit Administrator]"],
  networkPerimeters: ["[office, home]", "[]"],
  certificates: ["[ledger.pem]", "[{ file: ledger.pem, alias: test }]"],
  enforceGrants: ["true", "false"],
  assign: ["{ users: [a], groups: [b] }", "{ groups: [c] }"],
  exclusive: ["true", "false"],
  secret: ["{ version: 2, every: 90d }", "{ every: 30d }"],
  state: ["active", "retired"],
  api: [
    "{ audience: https://a.example.com/, scopes: [{ value: read }], allowRefresh: true }",
    "{ audience: https://b.example.com/, scopes: [{ value: write }] }",
  ],
  deliver: ["{ vault: { secret: ocid1.vaultsecret.oc1.eu-frankfurt-1.a } }", "none"],
  rotation: ["none", "{ every: 90d, grace: 2d }"],
  landingPageUrl: ["https://a.example.com/", "https://b.example.com/"],
  iconUrl: ["https://a.example.com/i.png", "https://b.example.com/i.png"],
  customSignInUrl: ["https://a.example.com/in", "https://b.example.com/in"],
  customSignOutUrl: ["https://a.example.com/out", "https://b.example.com/out"],
  customErrorUrl: ["https://a.example.com/error", "https://b.example.com/error"],
  privacyPolicyUrl: ["https://a.example.com/privacy", "https://b.example.com/privacy"],
  termsOfServiceUrl: ["https://a.example.com/terms", "https://b.example.com/terms"],
  contactEmailAddress: ["a@example.com", "b@example.com"],
} as const;

/** What these values are in data, where that is not the same. */
const inTest: Partial<ClientManifest> = {
  tags: [{ key: "color", value: "red" }],
  authorizedResources: { kind: "tagged", tags: [{ key: "color", value: "green" }] },
  access: [{ app: "A", scopes: ["a"], roles: [] }],
  networkPerimeters: [],
  assign: { users: [], groups: ["c"] },
  active: true,
  secret: { version: 1, every: 30 },
  rotation: { version: 1, every: 90, grace: 2 },
};

type Key = keyof typeof keys;
const names = Object.keys(keys) as Key[];

/** All keys that may stand next to a key. */
const besides = (key: Key) => names.filter((name) => key !== "rotation" || !["secret", "api"].includes(name));

describe("clientsIn", () => {
  it.each(names)("replaces %s as a whole, and no other key", (key) => {
    const team = load(client(besides(key), [key]));
    const [everywhere] = clientsIn(team, "dev");
    const { [key]: value, ...rest } = clientsIn(team, "test")[0] as ClientManifest;
    const { [key]: before, ...others } = everywhere as ClientManifest;
    expect(rest).toStrictEqual(others);
    expect(value).not.toStrictEqual(before);
    expect(value).toStrictEqual(inTest[key] ?? value);
  });

  it.each(names)("remembers whether %s is written in the environment or in the client", (key) => {
    const [everywhere, replaced] = ["dev", "test"].map((name) => clientsIn(load(client(besides(key), [key])), name)[0]);
    expect(place(everywhere, [key])).toMatch(new RegExp(`^\\S+ clients\\[0\\]\\.${key}$`));
    expect(place(replaced, [key])).toMatch(new RegExp(`^\\S+ clients\\[0\\]\\.environments\\.test\\.${key}$`));
  });

  it("replaces the callback of Oracle Integration together with the redirect URLs", () => {
    const text = client(names, ["redirectUrls"]).replace(
      /^ {4}redirectUrls: .*$/m,
      "    redirectUrls: [https://a.example.com/]\n    integrationCallback: FINANCE.example.com:443",
    );
    const own = "    environments: { dev: {}, test: { integrationCallback: finance.test.example.com:8443 } }";
    const team = load(text.replace(/^ {4}environments:[\s\S]*$/m, own));
    expect(clientsIn(team, "dev")[0]?.redirectUrls).toStrictEqual([
      "https://a.example.com/",
      "https://finance.example.com/icsapis/agent/oauth/callback",
    ]);
    const [test] = clientsIn(team, "test");
    expect(test?.redirectUrls).toStrictEqual(["https://finance.test.example.com:8443/icsapis/agent/oauth/callback"]);
    expect(place(test, ["redirectUrls", 0])).toMatch(/ clients\[0\]\.environments\.test\.integrationCallback$/);
  });
});

describe("problemAt", () => {
  it.each<[string, string, Path, string]>([
    ["a tag, at its key", "tags: { size: big, color: green }", ["tags", 0], "6:31 clients[0].tags.color"],
    [
      "a tag of authorized resource apps",
      "authorizedResources: { tagged: { color: green } }",
      ["authorizedResources", "tags", 0],
      "6:45 clients[0].authorizedResources.tagged.color",
    ],
    [
      "a perimeter",
      "networkPerimeters: [office, home]",
      ["networkPerimeters", 1],
      "6:33 clients[0].networkPerimeters[1]",
    ],
    ["a certificate", "certificates: [ledger.pem]", ["certificates", 0], "6:20 clients[0].certificates[0]"],
    [
      "the redirect URL of an integration callback",
      "integrationCallback: finance.example.com",
      ["redirectUrls", 0],
      "6:26 clients[0].integrationCallback",
    ],
    [
      "a scope that apis stands for",
      "access: [{ service: utilities, app: U, apis: rest }]",
      ["access", 0, "scopes", 0],
      "6:50 clients[0].access[0].apis",
    ],
    [
      "a fully qualified scope",
      "access: [{ scopes: [https://a/b] }]",
      ["access", 0, "scopes", 0],
      "6:25 clients[0].access[0].scopes[0]",
    ],
  ])("shows a problem with %s where it is written", (_, line, path, expected) => {
    const access = line.startsWith("access") ? "domainRoles: [Me]" : "access: [{ app: A, scopes: [a] }]";
    const team = load(`${head}    ${line}\n    ${access}\n`);
    expect(place(team.clients[0], path)).toBe(expected);
  });
});

it("resourceApplicationsIn replaces each key that the environment gives as a whole", () => {
  const team = load(`team: payments
owner: payments@example.com
clients: []
resourceApplications:
  - name: orders
    description: Everywhere
    adopt: Orders
    tags: { color: green }
    audience: https://orders.example.com/
    scopes: [{ value: read }]
    secondaryAudiences: [https://a.example.com/]
    accessTokenExpiry: 60
    refreshTokenExpiry: 120
    allowRefresh: true
    environments:
      dev: { description: In dev, adopt: Orders (dev), tags: {}, audience: https://dev.example.com/, secondaryAudiences: [], accessTokenExpiry: 61, refreshTokenExpiry: 121, allowRefresh: false, state: retired, active: false }
      test: {}
`);
  const [everywhere] = resourceApplicationsIn(team, "test");
  const [dev] = resourceApplicationsIn(team, "dev");
  expect(resourceApplicationsIn(team, "prod")).toStrictEqual([]);
  expect(dev).toStrictEqual({
    ...everywhere,
    description: "In dev",
    adopt: "Orders (dev)",
    tags: [],
    audience: "https://dev.example.com/",
    secondaryAudiences: [],
    accessTokenExpiry: 61,
    refreshTokenExpiry: 121,
    allowRefresh: false,
    state: "retired",
    active: false,
  });
  expect(place(dev, ["audience"])).toBe("16:76 resourceApplications[0].environments.dev.audience");
  expect(place(dev, ["scopes", 0, "value"])).toBe("10:23 resourceApplications[0].scopes[0].value");
});

const head = `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
`;

function client(everywhere: readonly Key[], inTest: readonly Key[]): string {
  const own = everywhere.map((key) => `    ${key}: ${keys[key][0]}\n`).join("");
  const replaced = inTest.map((key) => `        ${key}: ${keys[key][1]}\n`).join("");
  return `${head}${own}    environments:\n      dev: {}\n      test:\n${replaced}`;
}

function load(content: string): TeamManifest {
  const folder = folderWith({ "payments.yaml": content });
  copyFileSync(pem, join(folder, "ledger.pem"));
  const [team] = loadTeams(folder);
  if (!team) throw new Error("no team");
  return team;
}

function place(node: ClientManifest | object | undefined, path: Path): string {
  const problem = problemAt(node ?? {}, path, "");
  return renderProblem({ ...problem, file: "" }).replace(/^:(.*) {2}(.*): $/, "$1 $2");
}
