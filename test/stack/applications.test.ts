import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { makeCertificate } from "../local/certificates.ts";
import { administratorOf, applicationOf, contentsOf, writesSince } from "./administrator.ts";
import { credentialsOf, requestToken, signIn } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// Everything that a client may say of its own application: in the domain after the first `up`, and gone again with its key.

const consoleGrants =
  "Client credentials, Resource owner, Authorization code, Refresh token, JWT assertion, SAML2 assertion, Device code, TLS client authentication, Implicit";
const apiGrants = [
  "client_credentials",
  "password",
  "authorization_code",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:device_code",
  "tls_client_auth",
  "implicit",
];
const access = "access: [{ service: integration, instance: finance, roles: [] }]";
const whole = `  - name: whole
    displayName: Ledger, all of it
    description: Uses every key
    tags: { cost-center: "42", color: green }
    clientType: trusted
    showInMyApps: true
    grantTypes: [${consoleGrants}]
    redirectUrls: [https://ledger.example.com/callback, https://ledger.example.com/other]
    integrationCallback: https://finance-ab12cd34-ia.integration.ocp.oraclecloud.com
    postLogoutRedirectUrls: [https://ledger.example.com/bye]
    logoutUrl: https://ledger.example.com/logout
    authorizedResources: { tagged: { color: green } }
    certificates: [ledger.pem]
    networkPerimeters: [office]
    allowedOperations: [Introspect, On behalf of]
    bypassConsent: true
    idTokenEncryption: A256GCM
    enforceGrants: true
    assign: { users: [callan@example.com] }
    ${access}
`;
const manifest = (first: string) => `team: ledger
owner: ledger@example.com
resourceApplications:
  - name: api
    audience: https://ledger.example.com/api/
    scopes: [{ value: post, requiresConsent: true }]
clients:
${first}
  - name: api-spelling
    clientType: trusted
    grantTypes: [${apiGrants.join(", ")}]
    redirectUrls: [https://ledger.example.com/callback]
    certificates: [other.pem]
    ${access}
  - { name: plain, grantTypes: [Client credentials], ${access} }
  - { name: inactive, active: false, grantTypes: [Client credentials], ${access} }
  - name: asks
    grantTypes: [Authorization code]
    redirectUrls: [https://ledger.example.com/callback]
    access: [{ app: ledger-api, scopes: [post] }]
  - name: never-asks
    grantTypes: [Authorization code]
    redirectUrls: [https://ledger.example.com/callback]
    bypassConsent: true
    access: [{ app: ledger-api, scopes: [post] }]
  - name: old
    grantTypes: [Authorization code]
    redirectUrls: [http://intranet.example.com/callback, com.example.ledger:/callback]
    allowHttpUrls: true
    ${access}
  - name: on-this-machine
    grantTypes: [Authorization code]
    redirectUrls: [http://localhost:8080/callback]
    postLogoutRedirectUrls: [http://127.0.0.1:8080/bye]
    ${access}
  - name: differs
    description: As everywhere
    tags: { place: everywhere }
    grantTypes: [Authorization code]
    redirectUrls: [https://ledger.example.com/callback]
    ${access}
    environments:
      dev:
        description: Only here
        tags: { place: here }
        redirectUrls: [https://dev.ledger.example.com/callback]
        logoutUrl: https://dev.ledger.example.com/logout
        active: false
      test: {}
  - { name: elsewhere, grantTypes: [Client credentials], ${access}, environments: { test: {} } }
`;
/** What a manifest decides about an application. */
const decided = [
  "description clientType active showInMyApps allowedGrants redirectUris postLogoutRedirectUris logoutUri certificates",
  "allUrlSchemesAllowed trustScope allowedTags clientIPChecking appsNetworkPerimeters allowedOperations bypassConsent",
  "idTokenEncAlgo allowAccessControl grants",
].flatMap((line) => line.split(" "));
/** The same of a client that says nothing. */
const nothing = {
  clientType: "confidential",
  active: true,
  showInMyApps: false,
  allowedGrants: ["client_credentials"],
  allUrlSchemesAllowed: false,
  trustScope: "Explicit",
  clientIPChecking: "anywhere",
  bypassConsent: false,
  allowAccessControl: false,
};

let world: World;
let administrator: IdentityDomain;
let outputs: Outputs;
let before: object;

const client = (name: string) => credentialsOf(outputs, `ledger/${name}`);
const inDomain = (name: string) => applicationOf(administrator, client(name));
const tagsIn = (app: StoredResource) =>
  Object.fromEntries((app.tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]));
/** The same as the domain has it; an empty list is nothing. */
const decidedIn = (app: StoredResource) =>
  Object.fromEntries(decided.map((name) => [name, app[name]]).filter(([, value]) => `${value ?? ""}` !== ""));

async function expectNoWrites(...commands: string[]): Promise<void> {
  const from = world.domain.requests.length;
  for (const command of commands)
    outputOf(await world.pulumi(command, "--yes", "--skip-preview", "--expect-no-changes"));
  expect(writesSince(world.domain, from)).toEqual([]);
}

beforeAll(async () => {
  world = await createWorld({ "teams/ledger.yaml": manifest(whole) });
  for (const file of ["ledger.pem", "other.pem"])
    world.write(`teams/${file}`, (await makeCertificate(file)).certificatePem);
  const domain = world.read("environments/dev.yaml");
  world.write("environments/test.yaml", domain);
  world.write("environments/dev.yaml", `${domain}networkPerimeters: [{ name: Office, addresses: [127.0.0.1] }]\n`);
  administrator = await administratorOf(world.domain);
  before = await contentsOf(administrator);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  outputs = await world.outputs("--show-secrets");
});
afterAll(() => world?.close());

describe("a client that uses every key", () => {
  it("is in the domain as it is written, with the console's words for its grant types", async () => {
    const app = await inDomain("whole");
    expect(app).toMatchObject({
      displayName: "Ledger, all of it",
      description: "Uses every key",
      clientType: "trusted",
      active: true,
      showInMyApps: true,
      allowedGrants: apiGrants,
      redirectUris: [
        "https://ledger.example.com/callback",
        "https://ledger.example.com/other",
        "https://finance-ab12cd34-ia.integration.ocp.oraclecloud.com/icsapis/agent/oauth/callback",
      ],
      postLogoutRedirectUris: ["https://ledger.example.com/bye"],
      logoutUri: "https://ledger.example.com/logout",
      allUrlSchemesAllowed: false,
      trustScope: "Tags",
      clientIPChecking: "whitelisted",
      allowedOperations: ["introspect", "onBehalfOfUser"],
      bypassConsent: true,
      idTokenEncAlgo: "A256GCM",
      allowAccessControl: true,
    });
    expect(app.allowedTags).toEqual([expect.objectContaining({ key: "color", value: "green" })]);
    expect(app.certificates).toMatchObject([{ certAlias: client("whole").certificates?.[0]?.alias }]);
    expect(app.appsNetworkPerimeters).toHaveLength(1);
    expect(app.grants).toHaveLength(1);
  });

  it("has the team's own tags beside those that say who owns it", async () => {
    expect(tagsIn(await inDomain("whole"))).toEqual({
      "managed-by": "idcs-apps",
      stack: "idcs-apps/dev",
      urn: expect.stringMatching(/^[0-9a-f]{32}$/),
      team: "ledger",
      client: "whole",
      owner: "ledger@example.com",
      "secret-version": "1",
      "cost-center": "42",
      color: "green",
    });
  });

  it("shows all that a developer needs", () => {
    const url = world.domain.url;
    expect(client("whole")).toMatchObject({
      tokenUrl: `${url}/oauth2/v1/token`,
      authorizationUrl: `${url}/oauth2/v1/authorize`,
      endSessionUrl: `${url}/oauth2/v1/userlogout`,
      postLogoutRedirectUrls: ["https://ledger.example.com/bye"],
      deviceAuthorizationUrl: `${url}/oauth2/v1/device`,
      introspectionUrl: `${url}/oauth2/v1/introspect`,
      discoveryUrl: `${url}/.well-known/idcs-configuration`,
    });
  });

  it("may ask for a device's code, and about tokens, which another may not, at the addresses that are shown", async () => {
    const { clientId, deviceAuthorizationUrl = "", introspectionUrl = "", scopes } = client("whole");
    const code = await requestToken(
      { ...client("whole"), tokenUrl: deviceAuthorizationUrl },
      { response_type: "device_code", client_id: clientId, scope: scopes.OICINST_finance ?? "" },
    );
    expect(code).toMatchObject({ status: 200, user_code: expect.any(String) });
    const { scope } = client("plain");
    const { access_token: token } = await requestToken(client("plain"), { grant_type: "client_credentials", scope });
    const answers = ["whole", "plain"].map((name) =>
      requestToken({ ...client(name), tokenUrl: introspectionUrl }, { token }),
    );
    expect(await Promise.all(answers)).toMatchObject([
      { active: true, client_id: "ledger_plain_dev" },
      { error: "unauthorized_client" },
    ]);
  });
});

describe("other clients", () => {
  it("may write grant types as the API does, and have next to nothing by default", async () => {
    expect((await inDomain("api-spelling")).allowedGrants).toEqual(apiGrants);
    expect(decidedIn(await inDomain("plain"))).toEqual(nothing);
  });

  it("get no token while they are inactive", async () => {
    const [inactive, plain] = [client("inactive"), client("plain")];
    const form = { grant_type: "client_credentials", scope: plain.scope };
    expect(await requestToken(inactive, form)).toMatchObject({ status: 401, error: "invalid_client" });
    expect(await requestToken(plain, form)).toMatchObject({ status: 200 });
  });

  it("send users past the page that asks for consent, if they bypass it", async () => {
    const [asks, neverAsks] = await Promise.all(
      ["asks", "never-asks"].map((name) => signIn(client(name), "callan@example.com", world.domain.userPassword)),
    );
    expect(asks?.page.status).toBe(200);
    expect(asks?.page.html).toContain(">Allow<");
    expect(`${neverAsks?.page.url}`).toMatch(/^https:\/\/ledger\.example\.com\/callback\?code=/);
  });

  it("may use http where that is allowed, and on their own machine", async () => {
    expect(await inDomain("old")).toMatchObject({
      allUrlSchemesAllowed: true,
      redirectUris: ["http://intranet.example.com/callback", "com.example.ledger:/callback"],
    });
    const { page } = await signIn(client("on-this-machine"), "callan@example.com", world.domain.userPassword);
    expect(`${page.url}`).toMatch(/^http:\/\/localhost:8080\/callback\?code=/);
  });

  it("are what their environment makes of them, and nowhere else", async () => {
    const app = await inDomain("differs");
    expect(app).toMatchObject({
      description: "Only here",
      active: false,
      redirectUris: ["https://dev.ledger.example.com/callback"],
      logoutUri: "https://dev.ledger.example.com/logout",
    });
    expect(tagsIn(app)).toMatchObject({ place: "here" });
    expect(Object.keys(outputs.clients)).not.toContain("ledger/elsewhere");
  });
});

describe("twice", () => {
  it("`up` writes nothing, nor does it after a refresh", () => expectNoWrites("up", "refresh", "up"));

  it("clears in the domain what is taken out of the manifest, with one request for the application", async () => {
    world.write(
      "teams/ledger.yaml",
      manifest(`  - { name: whole, displayName: "Ledger, all of it", grantTypes: [Client credentials], ${access} }\n`),
    );
    const old = client("whole");
    const from = world.domain.requests.length;
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(writesSince(world.domain, from).sort()).toEqual([
      "DELETE Grants",
      "DELETE OAuthClientCertificates",
      "PUT Apps",
    ]);
    outputs = await world.outputs("--show-secrets");
    const app = await inDomain("whole");
    expect(decidedIn(app)).toEqual(nothing);
    expect(Object.keys(tagsIn(app))).toEqual(Object.keys(tagsIn(await inDomain("plain"))));
    expect([client("whole").clientId, client("whole").clientSecret]).toEqual([old.clientId, old.clientSecret]);
  });

  it("then writes nothing again", () => expectNoWrites("refresh", "up"));

  it("leaves nothing behind", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(before);
  });
});
