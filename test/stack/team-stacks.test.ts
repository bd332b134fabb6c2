import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { callApi, claimsOf, credentialsOf, passwordToken, requestToken } from "./developer.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// A stack for each team, and one for what the environment's file declares: each declares its own part, and names the rest.

const shop = `team: shop
owner: shop@example.com
resourceApplications:
  - name: orders-api
    displayName: Orders API
    audience: https://orders.example.com/
    scopes: [{ value: read }]
    roles: [{ name: OrderClerk }]
clients:
  - name: robot
    grantTypes: [Client credentials]
    networkPerimeters: [office]
    access: [{ app: Orders API, scopes: [read] }]
`;
const reports = `team: reports
owner: reports@example.com
clients:
  - name: nightly
    grantTypes: [Client credentials]
    access: [{ app: Orders API, scopes: [read], roles: [OrderClerk] }]
  - name: people
    grantTypes: [Resource owner, Refresh token]
    access: [{ service: mobile-hub, app: Mobile Hub (dev) }, { service: integration, instance: finance }]
`;
const callan = "callan@example.com";

let world: World;
let administrator: IdentityDomain;
let before: object;

/** Runs Pulumi on the stack of a part; the output and what was written. */
async function on(part: string, ...args: string[]): Promise<{ code: number; output: string; writes: string[] }> {
  const from = world.domain.requests.length;
  const said = await world.pulumi(...args, "--stack", `dev.${part}`);
  return { ...said, writes: writesSince(world.domain, from).sort() };
}

async function up(part: string): Promise<string[]> {
  const { writes, ...said } = await on(part, "up", "--yes", "--skip-preview");
  outputOf(said);
  return writes;
}

async function client(part: string, name: string) {
  return credentialsOf(await world.outputs("--show-secrets", "--stack", `dev.${part}`), `${part}/${name}`);
}

beforeAll(async () => {
  world = await createWorld({ "teams/shop.yaml": shop, "teams/reports.yaml": reports });
  const domain = world.read("environments/dev.yaml");
  world.write(
    "environments/dev.yaml",
    `${domain}networkPerimeters: [{ name: Office, addresses: [127.0.0.1] }]
roleAssignments: [{ service: integration, instance: finance, role: ServiceUser, users: [${callan}] }]
resourceApplications: [{ service: mobile-hub, app: Mobile Hub (dev), manage: true, allowRefresh: true }]
`,
  );
  administrator = await administratorOf(world.domain);
  before = await contentsOf(administrator);
  for (const part of ["environment", "shop", "reports"]) {
    world.write(`Pulumi.dev.${part}.yaml`, world.read("Pulumi.dev.yaml"));
    outputOf(await world.pulumi("stack", "init", `dev.${part}`));
  }
});
afterAll(() => world?.close());

describe("stacks of one environment", () => {
  it("name what another of them has to make first", async () => {
    const { code, output, writes } = await on("shop", "preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      'teams/shop.yaml:12:25  clients[0].networkPerimeters[0]: "office" is not a network perimeter of the identity domain',
    );
    expect(output).toContain(
      "What other stacks create must exist first: `pulumi up --stack dev.environment` creates what environments/dev.yaml declares, `pulumi up --stack dev.<team>` what a team declares.",
    );
    expect(writes).toEqual([]);
  });

  it("declare what the environment's file declares in its own stack, and nothing of a team", async () => {
    expect(await up("environment")).toEqual(["POST Grants", "POST NetworkPerimeters", "PUT Apps"]);
  });

  it("declare the team in a team's stack, and nothing of the environment", async () => {
    expect(await up("shop")).toEqual(["POST AppRoles", "POST Apps", "POST Apps"]);
    expect(await up("reports")).toEqual(["POST Apps", "POST Apps", "POST Grants"]);
  });

  it("together give what one stack would give", async () => {
    const [robot, nightly, people] = await Promise.all([
      client("shop", "robot"),
      client("reports", "nightly"),
      client("reports", "people"),
    ]);
    for (const one of [robot, nightly]) {
      expect(one.scope).toBe("https://orders.example.com/read");
      const token = await requestToken(one, { grant_type: "client_credentials", scope: one.scope });
      expect(claimsOf(token)).toMatchObject({ aud: "https://orders.example.com/", scope: "read" });
    }
    const password = world.domain.userPassword;
    const mobile = people.refreshScopes?.["Mobile Hub (dev)"];
    expect(mobile).toMatch(/ offline_access$/);
    expect((await passwordToken(people, callan, password, mobile)).refresh_token).toMatch(/^AQ/);
    const token = await passwordToken(people, callan, password, people.scopes.OICINST_finance);
    expect(await callApi(`${world.domain.url}/ic/api/integration/v1/integrations`, token)).toBe(200);
  });

  it("write nothing when they run again", async () => {
    for (const part of ["environment", "shop", "reports"]) expect(await up(part)).toEqual([]);
  });

  it("follow another audience of another team, each with its next `up`", async () => {
    world.write("teams/shop.yaml", shop.replace("orders.example.com/", "orders.example.com/v2/"));
    expect(await up("shop")).toEqual(["PUT Apps", "PUT Apps"]);
    await up("reports");
    const nightly = await client("reports", "nightly");
    expect(nightly.scope).toBe("https://orders.example.com/v2/read");
    const token = await requestToken(nightly, { grant_type: "client_credentials", scope: nightly.scope });
    expect(claimsOf(token).aud).toBe("https://orders.example.com/v2/");
    expect(await up("reports")).toEqual([]);
  });

  it("take away their own part only", async () => {
    const destroy = async (part: string) => {
      const { writes, ...said } = await on(part, "destroy", "--yes", "--skip-preview");
      outputOf(said);
      return writes.filter((write) => write.startsWith("DELETE"));
    };
    expect(await destroy("reports")).toEqual(["DELETE Apps", "DELETE Apps", "DELETE Grants"]);
    const robot = await client("shop", "robot");
    const token = await requestToken(robot, { grant_type: "client_credentials", scope: robot.scope });
    expect(token.status).toBe(200);
    expect(await destroy("shop")).toEqual(["DELETE AppRoles", "DELETE Apps", "DELETE Apps"]);
    expect(await destroy("environment")).toEqual(["DELETE Grants", "DELETE NetworkPerimeters"]);
    expect(await contentsOf(administrator)).toEqual(before);
  });
});
