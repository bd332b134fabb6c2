import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// From one stack to a stack for each team and back, with the real engine: an API, an app role, a rotated client, a secret in the
// vault, an assigned user. What a run does that was ended at another of its steps: test/cli/team-stacks/.

const shop = `team: shop
owner: shop@example.com
resourceApplications:
  - { name: api, displayName: Orders API, audience: https://orders.example.com/, scopes: [{ value: read }], roles: [{ name: Clerk }] }
clients:
  - name: robot
    grantTypes: [client_credentials]
    access: [{ app: Orders API, scopes: [read], roles: [Clerk] }]
    rotation: { every: 90d, grace: 7d }
    deliver: { vault: { vault: ocid1.vault.oc1..local, compartment: ocid1.tenancy.oc1..local, key: ocid1.key.oc1..local } }
`;
const reports = `team: reports
owner: reports@example.com
clients:
  - { name: nightly, grantTypes: [client_credentials], access: [{ app: Orders API, scopes: [read] }], enforceGrants: true, assign: { users: [callan@example.com] } }
`;

let world: World;
let administrator: IdentityDomain;
let before: unknown[];

/** All that must be kept of the applications, the grants and the vault. */
async function contents(): Promise<unknown[]> {
  const filter = 'tags[key eq "managed-by" and value eq "idcs-apps"]';
  const apps = await administrator.list("Apps", { query: { filter, attributes: "name,clientSecret,active" } });
  const grants = await administrator.list("Grants", { query: { attributes: "grantee,entitlement" } });
  return [
    ...apps.Resources.map(({ id, name, clientSecret, active }) => [id, name, clientSecret, active]).sort(),
    ...grants.Resources.map(({ id }) => id).sort(),
  ];
}

const fleet = (...args: string[]) => world.run(process.execPath, "cli/main.ts", "fleet", ...args, "--env", "dev");

/** The state of a stack in its file backend. */
const stateFile = (stack: string) => join(world.folder, "state", ".pulumi", "stacks", "idcs-apps", `${stack}.json`);

beforeAll(async () => {
  world = await createWorld({ "teams/shop.yaml": shop, "teams/reports.yaml": reports });
  administrator = await administratorOf(world.domain);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  before = await contents();
});
afterAll(() => world?.close());

describe("fleet split", () => {
  it("moves nothing without consent", async () => {
    const from = world.domain.requests.length;
    const { code, output } = await fleet("split");
    expect({ code, output }).toEqual({
      code: 1,
      output: `team "reports"  dev -> dev.reports  1 client, 2 resources
team "shop"     dev -> dev.shop     1 client, 1 resource application, 7 resources
Only states change: every application keeps its client ID, its secret and its grants. The next \`up\` writes the name of the new stack into tags.
Move 2 parts? There is no terminal to ask in: use --yes.
`,
    });
    expect(world.domain.requests.length).toBe(from);
  });

  it("completes a run that was killed after the new stack got the state, and before the old one lost it", async () => {
    const copy = join(world.folder, "copy.json");
    copyFileSync(stateFile("dev"), copy);
    expect((await fleet("split", "--team", "reports", "--yes")).output).toContain(
      'team "reports": moved to "dev.reports".',
    );
    copyFileSync(copy, stateFile("dev"));
    const { output } = await fleet("split", "--yes");
    expect(output).toContain(
      'team "reports"  dev -> dev.reports  1 client, 2 resources; is in both, and is completed: "dev.reports" has all of it',
    );
    expect(output.split("\n").filter((line) => line.startsWith("dev."))).toEqual([
      "dev.reports: the next `up` changes only the tags that name the stack, of 1 resource",
      "dev.shop: the next `up` changes only the tags that name the stack, of 3 resources",
    ]);
  });

  it("keeps every application, client ID, secret, grant and delivery, also through the next `up`, and writes no file", async () => {
    const from = world.domain.requests.length;
    world.write("Pulumi.dev.shop.yaml", world.read("Pulumi.dev.yaml"));
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--stack", "dev.shop"));
    expect(new Set(writesSince(world.domain, from))).toEqual(new Set(["PUT Apps"]));
    expect(await contents()).toEqual(before);
  });
});

describe("fleet join", () => {
  it("brings everything back to the one stack, whose next `up` changes only tags, and keeps no secret in clear", async () => {
    const { code, output } = await fleet("join", "--yes");
    expect({ code, output }).toMatchObject({ code: 0 });
    // `reports` had no `up` in its own stack: its tags name "dev" still.
    expect(output).toContain("dev: the next `up` changes only the tags that name the stack, of 3 resources\n");
    expect(await contents()).toEqual(before);
    const secrets = before.flatMap((one) => (Array.isArray(one) && typeof one[2] === "string" ? [one[2]] : []));
    expect(secrets.length).toBeGreaterThan(2);
    const leaks = world.keptFiles().filter(({ text }) => secrets.some((secret) => text.includes(secret)));
    expect(leaks).toEqual([]);
  });
});
