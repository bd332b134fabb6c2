import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, applicationOf, contentsOf, writesSince } from "./administrator.ts";
import { claimsOf, credentialsOf, passwordToken, requestToken, signIn, tokenAfterSignIn } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// A team's own API, which clients use before it exists, and settings of an app that Oracle made.

const everything = `description: Orders of the shop
    tags: { color: red }
    allowRefresh: true
    accessTokenExpiry: 600
    refreshTokenExpiry: 86400
    secondaryAudiences: [https://orders.internal.example.com/]
    roles: [{ name: OrderClerk, description: Works on orders }, { name: OrderRobot, availableTo: [clients] }]`;
const shop = (displayName: string, audience: string, more: string) => `team: shop
owner: shop@example.com
resourceApplications:
  - displayName: ${displayName}
    audience: ${audience}
    scopes:
      - { value: read }
      - { value: write, description: Change your orders, requiresConsent: true }
    ${more}
clients:
  - name: robot
    grantTypes: [Client credentials]
    access: [{ app: ${displayName}, scopes: [read], roles: [OrderRobot] }]
  - name: web
    grantTypes: [Authorization code, Refresh token]
    redirectUrls: [https://shop.example.com/callback]
    access: [{ app: ${displayName}, scopes: [read, write] }]
`;
const reports = (displayName: string, audience: string) => `team: reports
owner: reports@example.com
clients:
  - name: nightly
    grantTypes: [Client credentials]
    access: [{ app: ${displayName}, scopes: [read], roles: [OrderClerk] }]
  - name: by-scope
    grantTypes: [Resource owner]
    access: [{ scopes: ["${audience}read"] }]
  - name: people
    grantTypes: [Resource owner, Refresh token]
    access: [{ app: OICINST_hr, scopes: [/people] }]
`;
const first = "https://orders.example.com/";
const second = "https://orders.example.com/v2/";
const internal = "https://orders.internal.example.com/";
const hr = { applicationId: "a0000000000000000000000000000002" };
const hrAudience = "https://1A2B3C4D5E6F708192A3B4C5D6E7F809.integration.ocp.oraclecloud.com:443";
const settings = {
  description: "People and their pay",
  allowRefresh: false,
  accessTokenExpiry: 1200,
  refreshTokenExpiry: 7200,
  redirectUrls: ["https://hr.example.com/callback"],
  secondaryAudiences: ["https://hr.example.com/"],
  scopes: [{ value: "/people" }],
};

let world: World;
let administrator: IdentityDomain;
let outputs: Outputs;
let said: string;
let before: object;

const client = (name: string) => credentialsOf(outputs, name);
const ownToken = (name: string) =>
  requestToken(client(name), { grant_type: "client_credentials", scope: client(name).scope });
const callan = () => ["callan@example.com", world.domain.userPassword] as const;

/** Every key of JSON is YAML. */
function writeEnvironment(declared: object): void {
  world.write("environments/dev.yaml", JSON.stringify({ identityDomain: { url: world.domain.url }, ...declared }));
}

function environment(orders: string, hrSettings: object): object {
  return {
    roleAssignments: [{ app: orders, role: "OrderClerk", users: ["callan@example.com"], groups: ["qa"] }],
    resourceApplications: [{ service: "integration", instance: "hr", manage: true, ...hrSettings }],
  };
}

async function up(): Promise<string[]> {
  const from = world.domain.requests.length;
  said = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  outputs = await world.outputs("--show-secrets");
  return writesSince(world.domain, from);
}

async function expectNoWrites(...commands: string[]): Promise<void> {
  const from = world.domain.requests.length;
  for (const command of commands)
    outputOf(await world.pulumi(command, "--yes", "--skip-preview", "--expect-no-changes"));
  expect(writesSince(world.domain, from)).toEqual([]);
}

/** The app roles of the team's API, each with those who hold it. */
async function rolesOfOrders(): Promise<object> {
  const { applicationId } = Object.values(outputs.resourceApplications ?? {})[0] ?? hr;
  const query = { filter: `app.value eq "${applicationId}"`, attributeSets: "all" };
  const { Resources: roles } = await administrator.list("AppRoles", { query });
  const clients = Object.entries(outputs.clients).map(async ([name, found]) => {
    const { grantedAppRoles = [] } = await applicationOf(administrator, found);
    return (grantedAppRoles as { display: string }[]).map(({ display }) => [display, name]);
  });
  const held = (await Promise.all(clients)).flat();
  return Object.fromEntries(
    roles.map(({ displayName, members = [] }) => [
      displayName,
      [
        ...(members as { display: string }[]).map(({ display }) => display),
        ...held.filter(([role]) => role === displayName).map(([, name]) => name),
      ].sort(),
    ]),
  );
}

beforeAll(async () => {
  // Were a client made before the scope that it asks for, it would be refused.
  const change = { method: "PUT", path: `/admin/v1/Apps/${hr.applicationId}` };
  const late = { fault: "latency", milliseconds: 500, match: change, times: 1 } as const;
  world = await createWorld(
    {
      "teams/shop.yaml": shop("Orders API", first, `name: orders-api\n    ${everything}`),
      "teams/reports.yaml": reports("orders api", first),
    },
    { faults: [late] },
  );
  writeEnvironment(environment("Orders API", settings));
  administrator = await administratorOf(world.domain);
  before = await contentsOf(administrator);
});
afterAll(() => world?.close());

describe("a resource application of one's own", () => {
  it("is used by clients of two teams in the first preview, and made before them in the first `up`", async () => {
    expect(outputOf(await world.pulumi("preview"))).toContain("23 to create");
    expect((await up()).filter((write) => /Apps$/.test(write)).sort()).toEqual([
      ...Array(6).fill("POST Apps"),
      "PUT Apps",
    ]);
  });

  it("is in the domain as it is written", async () => {
    const orders = outputs.resourceApplications?.["shop/orders-api"];
    expect(orders).toEqual({
      applicationId: expect.stringMatching(/^[0-9a-f]{32}$/),
      audience: first,
      scopes: { read: `${first}read`, write: `${first}write` },
    });
    expect(await applicationOf(administrator, orders ?? hr)).toMatchObject({
      name: "shop_orders_api_dev",
      description: "Orders of the shop",
      isOAuthResource: true,
      isOAuthClient: false,
      allowOffline: true,
      accessTokenExpiry: 600,
      refreshTokenExpiry: 86_400,
      protectableSecondaryAudiences: [{ value: internal }],
      scopes: [
        { value: "read", requiresConsent: false },
        { value: "write", description: "Change your orders", requiresConsent: true },
      ],
      tags: expect.arrayContaining([expect.objectContaining({ key: "color", value: "red" })]),
    });
  });

  it("is what tokens are for, as long as it says", async () => {
    for (const name of ["shop/robot", "reports/nightly"]) {
      const token = await ownToken(name);
      expect(claimsOf(token)).toMatchObject({ aud: [first, internal], scope: "read", sub: client(name).clientId });
      expect(token.expires_in).toBe(600);
    }
    expect(claimsOf(await passwordToken(client("reports/by-scope"), ...callan()))).toMatchObject({ scope: "read" });
  });

  it("has users asked for their consent, and gives refresh tokens", async () => {
    const web = client("shop/web");
    expect((await signIn(web, ...callan())).page.html).toContain("Change your orders");
    const { refresh_token = "" } = await tokenAfterSignIn(web, ...callan());
    const token = await requestToken(web, { grant_type: "refresh_token", refresh_token });
    expect(claimsOf(token)).toMatchObject({ sub: "callan@example.com", scope: "read write" });
  });

  it("gives its roles to clients, users and groups", async () => {
    expect(await rolesOfOrders()).toEqual({
      OrderClerk: ["Callan Park", "qa", "reports/nightly"],
      OrderRobot: ["shop/robot"],
    });
  });
});

describe("an app that Oracle made", () => {
  it("has the settings of the environment, and nothing else is changed", async () => {
    const app = await applicationOf(administrator, hr);
    expect(app).toMatchObject({
      displayName: "OICINST_hr",
      description: "People and their pay",
      allowOffline: false,
      accessTokenExpiry: 1200,
      refreshTokenExpiry: 7200,
      redirectUris: ["https://hr.example.com/callback"],
      protectableSecondaryAudiences: [{ value: "https://hr.example.com/" }],
      scopes: [{ value: "urn:opc:resource:consumer::all" }, { value: "/ic/api/" }, { value: "/people" }],
    });
    expect(app.tags).toBeUndefined();
  });

  it("gives tokens accordingly, and its clients the warning that they get no refresh tokens", async () => {
    const token = await passwordToken(client("reports/people"), ...callan());
    expect(claimsOf(token)).toMatchObject({ scope: "/people", aud: [hrAudience, "https://hr.example.com/"] });
    expect(token.expires_in).toBe(1200);
    expect(said).toContain('"OICINST_hr" gives no refresh tokens, so refresh_token has no effect there');
  });
});

describe("later", () => {
  it("nothing is written, nor after a refresh", () => expectNoWrites("up", "refresh", "up"));

  it("a renamed one with another audience and nothing else is followed by all who use it, in one `up`", async () => {
    const bare = "roles: [{ name: OrderClerk }, { name: Orderrobot, availableTo: [clients, users] }]";
    world.write("teams/shop.yaml", shop("Orders", second, `name: orders\n    was: shop/orders-api\n    ${bare}`));
    world.write("teams/reports.yaml", reports("orders", second));
    writeEnvironment(environment("Orders", { accessTokenExpiry: 1500 }));
    const byHand = { ...(await applicationOf(administrator, hr)), description: "By hand" };
    await administrator.replace("Apps", hr.applicationId, byHand);
    const old = outputs.resourceApplications?.["shop/orders-api"];
    await up();
    expect(outputs.resourceApplications?.["shop/orders"]?.applicationId).toBe(old?.applicationId);
    const app = await applicationOf(administrator, old ?? hr);
    expect(app).toMatchObject({ allowOffline: false, accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 });
    expect([app.description, app.protectableSecondaryAudiences ?? []]).toEqual([undefined, []]);
    expect(JSON.stringify(app.tags)).not.toContain("color");
    for (const name of ["shop/robot", "reports/nightly"])
      expect(claimsOf(await ownToken(name))).toMatchObject({ aud: second, scope: "read" });
    expect(client("shop/web").scope).toBe(`${second}read ${second}write`);
    expect(claimsOf(await passwordToken(client("reports/by-scope"), ...callan())).aud).toBe(second);
    expect(await rolesOfOrders()).toEqual({
      OrderClerk: ["Callan Park", "qa", "reports/nightly"],
      Orderrobot: ["shop/robot"],
    });
    expect((await passwordToken(client("reports/people"), ...callan())).expires_in).toBe(1500);
    expect((await applicationOf(administrator, hr)).description).toBe("By hand");
    await expectNoWrites("refresh", "up");
  });

  it("what is declared no longer goes, except for Oracle's app, which keeps its settings", async () => {
    writeEnvironment({});
    world.write("teams/reports.yaml", "team: reports\nowner: reports@example.com\nclients: []\n");
    const onlyClient =
      "  - { name: robot, grantTypes: [Client credentials], access: [{ service: integration, instance: finance }] }\n";
    world.write("teams/shop.yaml", `team: shop\nowner: shop@example.com\nclients:\n${onlyClient}`);
    const writes = await up();
    expect(writes.filter((write) => write.startsWith("POST"))).toEqual([]);
    expect(outputs.resourceApplications).toBeUndefined();
    expect(await applicationOf(administrator, hr)).toMatchObject({ allowOffline: false, accessTokenExpiry: 1500 });
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(before);
    expect(await applicationOf(administrator, hr)).toMatchObject({ allowOffline: false, accessTokenExpiry: 1500 });
  });
});
