import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { callApi, claimsOf, credentialsOf, passwordToken, requestToken, type TokenAnswer } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// What clients and users may get tokens for, and what they can do with them.

const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const all = "urn:opc:resource:consumer::all";
const manifest = `team: field
owner: field@example.com
resourceApplications:
  - { name: api, audience: https://field.example.com/, tags: { color: blue }, scopes: [{ value: read }] }
clients:
  - name: all
    authorizedResources: all
    grantTypes: [Client credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
      - { service: integration, instance: hr, roles: [ServiceDeveloper] }
  - { name: green, authorizedResources: { tagged: { color: green } }, grantTypes: [Resource owner] }
  - { name: blue, authorizedResources: { tagged: { color: blue } }, grantTypes: [Resource owner] }
  - { name: red, authorizedResources: { tagged: { color: red } }, grantTypes: [Resource owner] }
  - name: by-scope
    clientType: trusted
    grantTypes: [Client credentials, Refresh token]
    access: [{ scopes: ["${finance}${all}", "${finance}/ic/api/", "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443/restproxy"] }]
  - { name: developer, grantTypes: [Resource owner], access: [{ service: integration, instance: finance, apis: developer }] }
  - { name: own-service, grantTypes: [Resource owner], access: [{ service: assistant, instance: 2b3c4d5e6f708192a3b4c5d6e7f80912-s0 }] }
  - { name: behalf, authorizedResources: all, grantTypes: [Resource owner], allowedOperations: [On behalf of] }
  - { name: directory, grantTypes: [Client credentials], domainRoles: [user administrator] }
  - name: guarded
    grantTypes: [Resource owner]
    access: [{ service: integration, instance: finance }]
    enforceGrants: true
    assign: { groups: [qa] }
  - name: nobody
    grantTypes: [Resource owner]
    access: [{ service: integration, instance: finance }]
    enforceGrants: true
  - name: mobile
    grantTypes: [Resource owner, Refresh token]
    access: [{ service: mobile-hub, app: Mobile Hub (dev) }]
`;
const users = { callan: "callan@example.com", bjensen: "bjensen@example.com", mia: "mia@example.com" };

let world: World;
let administrator: IdentityDomain;
let outputs: Outputs;
let said: string;
let before: object;

const client = (name: string) => credentialsOf(outputs, `field/${name}`);
const ownToken = (name: string, scope = client(name).scope) =>
  requestToken(client(name), { grant_type: "client_credentials", scope });
const tokenOf = (user: string, name: string, scope?: string) =>
  passwordToken(client(name), user, world.domain.userPassword, scope);
const integrations = (instance: string, token: TokenAnswer) =>
  callApi(`${world.domain.url}/ic/api/integration/v1/integrations?integrationInstance=${instance}`, token);

function writeEnvironment(...lines: string[]): void {
  const text = [`identityDomain: { url: "${world.domain.url}" }`, "allowedDomainRoles: [User Administrator]", ...lines];
  world.write("environments/dev.yaml", `${text.join("\n")}\n`);
}

async function up(): Promise<void> {
  said = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  outputs = await world.outputs("--show-secrets");
}

/** What a preview of a manifest says: it must fail and write nothing. */
async function refusalOf(clients: string): Promise<string> {
  world.write("teams/field.yaml", `team: field\nowner: field@example.com\nclients:\n${clients}`);
  const from = world.domain.requests.length;
  const { code, output } = await world.pulumi("preview");
  world.write("teams/field.yaml", manifest);
  expect(code).not.toBe(0);
  expect(writesSince(world.domain, from)).toEqual([]);
  return output;
}

beforeAll(async () => {
  world = await createWorld({ "teams/field.yaml": manifest });
  writeEnvironment(
    "roleAssignments:",
    "  - { service: integration, instance: finance, role: ServiceUser, users: [callan@example.com], groups: [qa] }",
    "  - { service: integration, instance: hr, role: ServiceUser, users: [callan@example.com] }",
  );
  const services = `assistant: { app: "idcs-oda-{instance}", defaultScope: "/api/v1" }`;
  const configuration = world.read("Pulumi.dev.yaml");
  world.write("Pulumi.dev.yaml", configuration.replace("config:", `config:\n  idcs-apps:services: { ${services} }`));
  administrator = await administratorOf(world.domain);
  const hr = "a0000000000000000000000000000002";
  await administrator.replace("Apps", hr, {
    ...(await administrator.read("Apps", hr)),
    tags: [{ key: "color", value: "green" }],
  });
  before = await contentsOf(administrator);
  await up();
});
afterAll(() => world?.close());

describe("authorized resources", () => {
  it("let a client of all resources use one token for several instances", async () => {
    const token = await ownToken("all");
    expect(claimsOf(token)).toMatchObject({ scope: all, aud: "urn:opc:resource:scope:account" });
    expect([await integrations("finance", token), await integrations("hr", token)]).toEqual([200, 200]);
  });

  it("let a client of tagged resources use those that have the tag, and no others", async () => {
    const token = await tokenOf(users.callan, "green");
    expect([await integrations("finance", token), await integrations("hr", token)]).toEqual([401, 200]);
  });

  it("count the tags of the team's own resource applications, and give nothing where no app has the tag", async () => {
    const { aud } = claimsOf(await tokenOf(users.callan, "blue"));
    const [, tags = ""] = `${aud}`.split("urn:opc:resource:scope:tag=");
    expect(JSON.parse(Buffer.from(tags, "base64").toString())).toEqual({ tags: [{ key: "color", value: "blue" }] });
    expect(await tokenOf(users.callan, "red")).toMatchObject({ status: 400, error: "unauthorized_client" });
  });
});

describe("scopes", () => {
  it("may be fully qualified and of several apps, of which the outputs show one each", async () => {
    const { scope, scopes } = client("by-scope");
    expect(scopes).toEqual({
      OICINST_finance: `${finance}${all} ${finance}/ic/api/`,
      "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b":
        "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443/restproxy",
    });
    expect(scope).toBe(scopes.OICINST_finance);
    const audiences = Object.values(scopes).map(async (one) => claimsOf(await ownToken("by-scope", one)).aud);
    expect((await Promise.all(audiences)).sort()).toEqual([
      finance,
      "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443",
    ]);
  });

  it("go by the names of APIs, and by services of the stack's own configuration", async () => {
    expect(client("developer").scope).toBe(`${finance}/ic/api/`);
    expect(await integrations("finance", await tokenOf(users.callan, "developer"))).toBe(200);
    expect(claimsOf(await tokenOf(users.callan, "own-service"))).toMatchObject({
      aud: "https://idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0.data.digitalassistant.oci.oraclecloud.com",
      scope: "/api/v1",
    });
  });
});

describe("roles and assignments", () => {
  it("of the domain itself let a client read its users", async () => {
    const token = await ownToken("directory");
    expect(client("directory").scope).toBe("urn:opc:idm:__myscopes__");
    const api = `${world.domain.url}/admin/v1`;
    expect([await callApi(`${api}/Users`, token), await callApi(`${api}/Apps`, token)]).toEqual([200, 401]);
  });

  it("of a user let a client act on behalf of that user, and no client that may not", async () => {
    const statuses = ["behalf", "blue"].map(async (name) => {
      const token = await tokenOf("ana.admin@example.com", name, "urn:opc:idm:__myscopes__");
      return callApi(`${world.domain.url}/admin/v1/Apps`, token);
    });
    expect(await Promise.all(statuses)).toEqual([200, 401]);
  });

  it("give users and groups of the environment access, and nobody else", async () => {
    const statuses = Object.values(users).map(async (user) =>
      integrations("finance", await tokenOf(user, "developer")),
    );
    expect(await Promise.all(statuses)).toEqual([200, 403, 200]);
  });

  it("decide who gets tokens of a client that enforces grants", async () => {
    expect((await tokenOf(users.mia, "guarded")).status).toBe(200);
    expect(await tokenOf(users.callan, "guarded")).toMatchObject({ status: 400, error: "invalid_grant" });
    expect(await tokenOf(users.mia, "nobody")).toMatchObject({ status: 400, error: "invalid_grant" });
  });
});

describe("what is said", () => {
  it.each([
    "clients[4].access[0].scopes: scopes of 2 resource apps (OICINST_finance, orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b): a token holds the scopes of one app only.",
    'clients[4].grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials".',
    "clients[10].enforceGrants: nobody is assigned, so no user gets a token",
    'clients[11].access[0]: "Mobile Hub (dev)" gives no refresh tokens, so refresh_token has no effect there: enable "Allow token refresh" of "Mobile Hub (dev)" in the console',
    'unless a team declares it, write { app: "Mobile Hub (dev)", manage: true, allowRefresh: true } under resourceApplications of environments/dev.yaml.',
  ])("%s", (message) => {
    expect(said).toContain(message);
  });

  it("refuses a flow that the app of the service does not support, and unknown perimeters", async () => {
    const output = await refusalOf(`  - name: web
    grantTypes: [Resource owner, SAML2 assertion]
    clientType: trusted
    networkPerimeters: [ofice]
    access: [{ service: utilities, app: Oracle Utilities Work and Asset (dev), apis: rest }]
`);
    expect(output).toContain(
      'teams/field.yaml:5:34  clients[0].grantTypes[1]: "Oracle Utilities Work and Asset (dev)" does not support urn:ietf:params:oauth:grant-type:saml2-bearer: its own grant types are',
    );
    expect(output).toContain(
      'teams/field.yaml:7:25  clients[0].networkPerimeters[0]: "ofice" is not a network perimeter of the identity domain',
    );
  });

  it("refuses what cannot work before any request, all at once", async () => {
    const from = world.domain.requests.length;
    const output =
      await refusalOf(`  - { name: roles, grantTypes: [Client credentials], domainRoles: [Security Administrator] }
  - { name: code, grantTypes: [Authorization code], access: [{ service: integration, instance: hr }] }
  - { name: alone, grantTypes: [Refresh token], access: [{ service: integration, instance: hr }] }
  - { name: asserts, grantTypes: [JWT assertion], access: [{ service: integration, instance: hr }] }
  - { name: nothing, grantTypes: [Client credentials] }
  - { name: long, displayName: ${"n".repeat(126)}, grantTypes: [Client credentials], authorizedResources: all }
  - { name: said, description: ${"d".repeat(251)}, grantTypes: [Client credentials], authorizedResources: all }
  - { name: same, displayName: FIELD-SAID, grantTypes: [Client credentials], authorizedResources: all }
`);
    for (const refusal of [
      '4:68  clients[0].domainRoles[0]: "Security Administrator" is not a role of the domain that environment "dev" allows (it allows User Administrator). Did you mean "User Administrator"? To allow it, write "allowedDomainRoles: [Security Administrator]" in environments/dev.yaml. Rule: domain-roles (docs/rules.md).',
      '5:32  clients[1].grantTypes[0]: "Authorization code" needs a URL to send the browser back to: ',
      '6:33  clients[2].grantTypes[0]: "Refresh token" alone gives no first token: ',
      '7:35  clients[3].grantTypes[0]: "JWT assertion" needs a client that may sign assertions about users: ',
      "8:5  clients[4]: names no resource app, so the client gets no token for an API: ",
      "9:32  clients[5].displayName: ",
      "10:32  clients[6].description: ",
      "11:32  clients[7].displayName: ",
    ])
      expect(output).toContain(`teams/field.yaml:${refusal}`);
    expect(world.domain.requests.slice(from)).toEqual([]);
  });
});

describe("an environment's settings", () => {
  it("switch refresh tokens on, which ends the warning, and take roles away again", async () => {
    expect(client("mobile").refreshScope).toBeUndefined();
    writeEnvironment(
      "roleAssignments: [{ service: integration, instance: finance, role: ServiceUser, users: [callan@example.com] }]",
      "resourceApplications: [{ service: mobile-hub, app: Mobile Hub (dev), manage: true, allowRefresh: true }]",
    );
    await up();
    expect(said).not.toContain("gives no refresh tokens");
    const { refresh_token = "" } = await tokenOf(users.callan, "mobile", client("mobile").refreshScope);
    const refreshed = await requestToken(client("mobile"), { grant_type: "refresh_token", refresh_token });
    expect(claimsOf(refreshed).aud).toBe("https://5E6F708192A3B4C5D6E7F8091A2B3C4D.mobile.ocp.oraclecloud.com:443");
    const statuses = Object.values(users).map(async (user) =>
      integrations("finance", await tokenOf(user, "developer")),
    );
    expect(await Promise.all(statuses)).toEqual([200, 403, 403]);
  });

  it("leave nothing behind", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(before);
  });
});
