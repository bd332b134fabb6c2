import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Answers } from "../../cli/request/answers/answers.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { complete, payments, type RequestWorld, requestWorld } from "./request-world.ts";

const ledgerPem = join(import.meta.dirname, "../manifest/valid/everything/ledger.pem");
const proposal =
  "  The role ServiceDeveloper is proposed (ServiceInvoker to call integrations, ServiceDeveloper for the design-time APIs): the reviewer decides. --role names another, --role none asks for none.";

describe("idcs-apps request", () => {
  it("writes a new team's manifest, and prints the next steps", async () => {
    const world = requestWorld();
    const output = await world.ask({ ...complete, team: "billing", owner: "billing@example.com" });
    expect(output).toBe(`Written: client billing/cash-sync in teams/billing.yaml

Notes:
${proposal}

Next:
  npm run idcs-apps -- check
  git switch --create request/billing-cash-sync
  git add teams/billing.yaml
  git commit --message 'Request OAuth client billing/cash-sync'
  git push --set-upstream origin request/billing-cash-sync
Then open a pull request: the identity administrator reviews it, and what is merged is provisioned.`);
    expect(world.files()["teams/billing.yaml"]).toBe(`# yaml-language-server: $schema=../manifest/team.schema.json
team: billing
owner: billing@example.com
clients:
  - name: cash-sync
    description: Moves cash
    grantTypes: [client_credentials]
    access:
      - service: integration
        instance: finance
        roles: [ServiceDeveloper] # proposed: ServiceInvoker to call integrations, ServiceDeveloper for the design-time APIs
    environments:
      dev: {}
`);
  });

  it("adds a client to a team's manifest, and changes nothing else", async () => {
    const world = requestWorld();
    await world.ask({ ...complete, role: ["ServiceInvoker", "ServiceUser"], environment: ["all"] });
    expect(world.files()["teams/payments.yaml"]).toBe(`${payments}  - name: cash-sync
    description: Moves cash
    grantTypes: [client_credentials]
    access:
      - service: integration
        instance: finance
        roles: [ServiceInvoker, ServiceUser]
`);
    expect(world.load("payments", "ledger-sync")?.access).toMatchObject([{ app: "OICINST_finance" }]);
  });

  it("finds the team's manifest whatever the name of its file", async () => {
    const world = requestWorld({
      "teams/payments.yaml": "team: other\nowner: a@example.com\nclients: []\n",
      "teams/0-pay.yml": payments,
    });
    await world.ask({ ...complete, role: ["none"] });
    expect(world.files()["teams/0-pay.yml"]).toContain("cash-sync");
  });

  it("writes a client that loads with the value of every flag", async () => {
    const world = requestWorld();
    const { access, ...client } = await written(world, {
      ...complete,
      flow: "authorization-code",
      grantType: ["Refresh token", "urn:ietf:params:oauth:grant-type:jwt-bearer", "resource owner"],
      clientType: "Trusted",
      certificate: ledgerPem,
      redirectUrl: ["https://cash.example.com/callback", "http://localhost:3000/"],
      integrationCallback: "finance.integration.ocp.oraclecloud.com",
      environment: ["dev", "test"],
      scope: ["/ic/api/"],
      role: ["ServiceInvoker"],
      enforceGrants: true,
      assignUser: ["ann@example.com", "bob"],
      assignGroup: ["Cash People"],
    });
    expect(client).toMatchObject({
      name: "cash-sync",
      displayName: "payments-cash-sync",
      description: "Moves cash",
      clientType: "trusted",
      grantTypes: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer", "password"],
      redirectUrls: [
        "https://cash.example.com/callback",
        "http://localhost:3000/",
        "https://finance.integration.ocp.oraclecloud.com/icsapis/agent/oauth/callback",
      ],
      enforceGrants: true,
      assign: { users: ["ann@example.com", "bob"], groups: ["Cash People"] },
      environments: { dev: {}, test: {} },
    });
    expect(access).toEqual([
      { app: "OICINST_finance", service: "integration", scopes: ["/ic/api/"], roles: ["ServiceInvoker"] },
    ]);
  });

  it.each<[string, Answers, object]>([
    [
      "a service by its app",
      { service: "utilities", app: "Oracle Utilities (dev)", apis: "both" },
      { app: "Oracle Utilities (dev)", scopes: ["/*"] },
    ],
    [
      "an app by its name",
      { app: "Orders API", scope: ["orders.read"] },
      { app: "Orders API", scopes: ["orders.read"] },
    ],
    [
      "fully qualified scopes",
      { scope: ["https://orders.example.com/orders.read"] },
      { scopes: ["https://orders.example.com/orders.read"] },
    ],
    [
      "a service that requires a user for the client",
      { service: "blockchain", app: "Blockchain (dev)" },
      { app: "Blockchain (dev)", service: "blockchain", roles: ["REST_CLIENT"], clientUser: true },
    ],
  ])("writes the access to %s", async (_, target, access) => {
    const { service, instance, ...rest } = complete;
    const client = await written(requestWorld(), { ...rest, ...target });
    expect(client.access).toMatchObject([access]);
  });

  it.each([
    ["client-credentials", "client_credentials"],
    ["jwt-assertion", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    ["Authorization Code", "authorization_code"],
    ["resource-owner", "password"],
  ])("accepts the form's word for a flow: %s", async (flow, grantType) => {
    const { grantType: _, ...rest } = complete;
    const proof = { clientType: "trusted", redirectUrl: ["https://cash.example.com/"] };
    const client = await written(requestWorld(), { ...rest, ...proof, flow });
    expect(client.grantTypes).toEqual([grantType]);
  });

  it("copies a certificate next to the manifest, and includes it in the commit", async () => {
    const world = requestWorld();
    const output = await world.ask({ ...complete, certificate: ledgerPem, role: ["none"] });
    expect(output).toContain(
      "Written: client payments/cash-sync in teams/payments.yaml, with teams/payments-cash-sync.pem\n",
    );
    expect(output).toContain("\n  git add teams/payments.yaml teams/payments-cash-sync.pem\n");
    expect(world.load("payments", "cash-sync")?.certificates).toMatchObject([{ expires: "2120-01-01T00:00:00.000Z" }]);
  });

  it("does not copy a certificate that is already in the folder of the manifests", async () => {
    const world = requestWorld({ "teams/certificates/cash.pem": readFileSync(ledgerPem, "utf8") });
    await world.ask({ ...complete, certificate: join(world.folder, "teams/certificates/cash.pem") });
    expect(world.files()["teams/payments.yaml"]).toContain("\n    certificates: [certificates/cash.pem]\n");
    expect(world.load("payments", "cash-sync")?.certificates).toHaveLength(1);
  });

  it("writes no role, not even the documented one, for --role none", async () => {
    const world = requestWorld();
    expect(await world.ask({ ...complete, role: ["none"] })).not.toContain("Notes:");
    expect(world.files()["teams/payments.yaml"]).toContain("\n        roles: []\n");
  });

  it("writes a client that calls no API for --service none", async () => {
    const world = requestWorld();
    const { instance: _, ...rest } = complete;
    await world.ask({
      ...rest,
      service: "none",
      grantType: ["authorization_code"],
      redirectUrl: ["https://a.example.com/"],
    });
    expect(world.load("payments", "cash-sync")?.access).toEqual([]);
    expect(world.files()["teams/payments.yaml"]).toContain("    access: []\n");
  });

  it("proposes no role for a flow with a user", async () => {
    const client = await written(requestWorld(), { ...complete, grantType: ["password"] });
    expect(client.access).toMatchObject([{ roles: [] }]);
  });

  it("knows the services of the stacks' configuration", async () => {
    const configuration =
      'config:\n  idcs-apps:services:\n    commerce: { title: Commerce, app: "CEC_{instance}", defaultScope: /all, defaultRole: Shopper }\n';
    const world = requestWorld({ "Pulumi.dev.yaml": configuration });
    expect(await world.ask({ ...complete, service: "commerce", instance: "shop" })).toContain(
      "The role Shopper is proposed",
    );
    expect(world.files()["teams/payments.yaml"]).toContain(
      "service: commerce\n        instance: shop\n        roles: [Shopper] #",
    );
  });

  it("prints warnings about the client, with their places", async () => {
    const output = await requestWorld().ask({
      ...complete,
      grantType: ["Client credentials", "Refresh token"],
      role: ["none"],
    });
    expect(output).toContain(
      '  teams/payments.yaml:14:38  clients[1].grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials". The client asks for a new token instead.\n',
    );
  });

  it("prints the step for the user that Oracle Utilities needs for a client with tokens of its own", async () => {
    const { instance, ...rest } = complete;
    const utilities = { ...rest, service: "utilities", app: "Oracle Utilities (dev)", apis: "rest" };
    const ownTokens = await requestWorld().ask(utilities);
    expect(ownTokens.split("provisioned.\n")[1]).toBe(`
Outside the identity domain, once the client is provisioned (\`npm run idcs-apps -- clients\` shows its client ID):
  In the User portal of "Oracle Utilities (dev)" (Oracle Utilities), create a user with the login ID <client ID> and the user type OAuth Client, with the user groups, To Do roles and access security that the integration needs. Until then, the service refuses the client's tokens.`);
    expect(await requestWorld().ask({ ...utilities, grantType: ["password"] })).not.toContain("user type");
  });

  it("prints the manifest instead of writing it in a dry run", async () => {
    const world = requestWorld();
    const before = world.files();
    const shown = await world.ask({ ...complete, certificate: ledgerPem, role: ["none"], dryRun: true });
    expect(world.files()).toEqual(before);
    await world.ask({ ...complete, certificate: ledgerPem, role: ["none"] });
    expect(`${shown}\n`).toBe(world.files()["teams/payments.yaml"]);
  });
});

async function written(world: RequestWorld, given: Answers): Promise<ClientManifest> {
  const output = await world.ask(given);
  const client = world.load(given.team ?? "", given.name ?? "");
  if (!client) throw new Error(output);
  return client;
}
