import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// One stack for all teams, a stack for each, and the way from one to the other. No application is ever lost.

const shop = `team: shop
owner: shop@example.com
resourceApplications:
  - { name: api, displayName: Orders API, audience: https://orders.example.com/, scopes: [{ value: read }], roles: [{ name: Clerk }] }
clients:
  - { name: robot, grantTypes: [client_credentials], access: [{ app: Orders API, scopes: [read], roles: [Clerk] }] }
  - { name: people, grantTypes: [client_credentials], access: [], enforceGrants: true, assign: { users: [callan@example.com] } }
`;
const people =
  "  - { name: people, grantTypes: [client_credentials], access: [], enforceGrants: true, assign: { users: [callan@example.com] } }\n";
const reports = `team: reports
owner: reports@example.com
clients:
  - { name: nightly, grantTypes: [client_credentials], access: [] }
`;
const component = "idcs-apps:index:Team";
const client = `${component}$idcs-apps:index:ConfidentialApplication`;

let world: World;
let administrator: IdentityDomain;
let all: unknown[];

/** Ids, client IDs and secrets of all applications of the project. */
async function applications(): Promise<unknown[]> {
  const filter = 'tags[key eq "managed-by" and value eq "idcs-apps"]';
  const { Resources } = await administrator.list("Apps", { query: { filter, attributes: "name,clientSecret" } });
  return Resources.map(({ id, name, clientSecret }) => [id, name, clientSecret]).sort();
}

async function refused(stack: string, command: string): Promise<string> {
  const from = world.domain.requests.length;
  const { code, output } = await world.pulumi(command, ...(command === "up" ? ["--yes"] : []), "--stack", stack);
  expect({ code, output }).not.toMatchObject({ code: 0 });
  expect(writesSince(world.domain, from)).toEqual([]);
  return output.replaceAll(/\s+/g, " ");
}

/** Runs the commands on the state that an output names. */
async function follow(output: string): Promise<void> {
  const commands = [...output.matchAll(/`pulumi (state (?:move|delete) [^`]*)`/g)].map(([, command = ""]) => command);
  expect(commands).not.toEqual([]);
  // Pulumi shows an error twice.
  for (const command of new Set(commands)) {
    const words = command.split(" ").map((word) => word.replaceAll("'", ""));
    outputOf(await world.pulumi(...new Set([...words, "--yes"])));
  }
}

async function domainRefuses(...faults: object[]): Promise<void> {
  const response = await fetch(`${world.domain.url}/local/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(faults),
  });
  expect(response.status).toBe(200);
}

/** Runs `pulumi up`; what was written. */
async function up(stack: string): Promise<string[]> {
  const from = world.domain.requests.length;
  outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--stack", stack));
  return writesSince(world.domain, from).sort();
}

beforeAll(async () => {
  world = await createWorld({ "teams/shop.yaml": shop, "teams/reports.yaml": reports });
  const environment = world.read("environments/dev.yaml");
  world.write("environments/dev.yaml", `${environment}networkPerimeters: [{ name: office, addresses: [127.0.0.1] }]\n`);
  administrator = await administratorOf(world.domain);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  all = await applications();
  for (const part of ["shop", "reports", "environment"]) {
    outputOf(await world.pulumi("stack", "init", `dev.${part}`, "--copy-config-from", "dev"));
  }
});
afterAll(() => world?.close());

describe("a stack for each team instead of one", () => {
  it("is refused in preview and `up` before anything is created, with the command that moves a whole team", async () => {
    for (const command of ["preview", "up"])
      expect(await refused("dev.shop", command)).toContain(
        `teams/shop.yaml:4:13 resourceApplications[0].name: the stack "dev" has "shop/api", "shop/people", "shop/robot" in its state, and "dev.shop" would create another application for each. Nothing was changed. To move the state to "dev.shop", run \`pulumi state move --source dev --dest dev.shop 'urn:pulumi:dev::idcs-apps::${component}::shop'\`. To leave it where it is, run \`pulumi up --stack dev\` instead.`,
      );
  });

  it("keeps every application once the state is moved, and the old stack refuses to create them", async () => {
    await follow(await refused("dev.shop", "preview"));
    expect(await up("dev.shop")).not.toContain("POST Apps");
    expect(await applications()).toEqual(all);
    expect(await up("dev.shop")).toEqual([]);
    expect(await refused("dev", "up")).toContain(
      `To move the state to "dev", run \`pulumi state move --source dev.shop --dest dev 'urn:pulumi:dev.shop::idcs-apps::${component}::shop'\`. To leave it where it is, run \`idcs-apps fleet up --env dev\` instead.`,
    );
  });

  it("moves what the environment's file declares with one command, and changes only tags", async () => {
    const urn = "urn:pulumi:dev::idcs-apps::idcs-apps:index:EnvironmentResources::dev";
    outputOf(await world.pulumi("state", "move", "--yes", "--source", "dev", "--dest", "dev.environment", urn));
    expect((await up("dev.environment")).filter((write) => /^(POST|DELETE)/.test(write))).toEqual([]);
    expect(await up("dev.environment")).toEqual([]);
    const back = urn.replace("pulumi:dev:", "pulumi:dev.environment:");
    outputOf(await world.pulumi("state", "move", "--yes", "--source", "dev.environment", "--dest", "dev", back));
  });

  it("is made good if the first `up` failed before the state was moved", async () => {
    await domainRefuses({ fault: "status", status: 403, times: 1, match: { method: "GET", path: "/admin/v1/Apps" } });
    const { code, output } = await world.pulumi("up", "--yes", "--skip-preview", "--stack", "dev.reports");
    expect({ code, output }).not.toMatchObject({ code: 0 });
    expect(output).toContain("the identity domain does not list the applications of this stack");
    expect(output).toContain('The displayName "reports-nightly" is taken');
    expect(await applications()).toEqual(all);

    const advice = await refused("dev.reports", "up");
    expect(advice).toContain(
      `run \`pulumi state delete --stack dev.reports --target-dependents --yes 'urn:pulumi:dev.reports::idcs-apps::${client}::reports/nightly'\` and then \`pulumi state move --source dev --dest dev.reports 'urn:pulumi:dev::idcs-apps::${client}::reports/nightly'\`.`,
    );
    await follow(advice);
    expect(await up("dev.reports")).not.toContain("POST Apps");
    expect(await applications()).toEqual(all);
    expect(await up("dev.reports")).toEqual([]);
  });

  it("moves a client to another team: both stacks refuse until its state is moved", async () => {
    world.write("teams/shop.yaml", shop.replace(/ {2}- \{ name: people.*\n/, ""));
    world.write("teams/reports.yaml", `${reports}${people.replace(" }\n", ", was: shop/people }\n")}`);
    const command = `\`pulumi state move --source dev.shop --dest dev.reports 'urn:pulumi:dev.shop::idcs-apps::${client}::shop/people'\``;
    expect(await refused("dev.reports", "up")).toContain(command);
    const advice = await refused("dev.shop", "preview");
    expect(advice).toContain(
      `teams/reports.yaml:5:134 clients[1].was: "shop/people" is still in the state of the stack "dev.shop", which would delete its application "shop-people". Nothing was changed. Move the state to the stack that declares it now: ${command}. To delete it instead, remove \`was\` here.`,
    );
    await follow(advice);
    expect(await up("dev.shop")).toEqual([]);
    expect(await up("dev.reports")).not.toContain("POST Apps");
    expect(await applications()).toEqual(all);
  });

  it("is undone by the commands in the other direction, and `up` of the one stack then changes only tags", async () => {
    await follow(await refused("dev", "up"));
    const writes = await up("dev");
    expect(new Set(writes)).toEqual(new Set(["PUT Apps", "PUT NetworkPerimeters"]));
    expect(await applications()).toEqual(all);
    expect(await up("dev")).toEqual([]);
  });

  it("names the next step for a stack whose team is gone", async () => {
    outputOf(await world.pulumi("stack", "init", "dev.sales"));
    expect(await refused("dev.sales", "preview")).toContain(
      'Stack "dev.sales" "sales" is not a team of teams/ (it has reports, shop). If its file was removed or the team renamed,',
    );
  });
});
