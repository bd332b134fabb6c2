import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// Roles and access that were granted before the environment and the team declared them: by the domain's own app.

const users = [{ userName: "olivia@example.com", familyName: "Ortiz" }];
const roles = [{ displayName: "OrderClerk" }];
const seed = {
  users,
  groups: [{ displayName: "clerks" }],
  apps: [
    {
      displayName: "Orders API",
      isUnmanagedApp: true,
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }],
      roles,
    },
  ],
  grants: [
    { app: "Orders API", role: "OrderClerk", user: "olivia@example.com" },
    { app: "Orders API", role: "OrderClerk", group: "clerks" },
  ],
};
const assignments = [{ app: "Orders API", role: "OrderClerk", users: ["olivia@example.com"], groups: ["clerks"] }];
const team = `
team: orders
owner: orders@example.com
clients:
  - { name: sync, grantTypes: [client_credentials], access: [{ app: Orders API, scopes: [read], roles: [OrderClerk] }] }
`;

let world: World;
let administrator: IdentityDomain;
let existing: string[];

const declare = (roleAssignments: readonly object[]): void =>
  world.write("environments/dev.yaml", JSON.stringify({ identityDomain: { url: world.domain.url }, roleAssignments }));

async function clerks(): Promise<string[]> {
  const filter = 'grantMechanism sw "ADMINISTRATOR_TO" and app.value eq';
  const [app] = await administrator.listAll("Apps", { query: { filter: 'displayName eq "Orders API"' } });
  return (await administrator.listAll("Grants", { query: { filter: `${filter} "${app?.id}"` } })).map(({ id }) => id);
}

beforeAll(async () => {
  world = await createWorld({ "teams/orders.yaml": team }, { seed });
  administrator = await administratorOf(world.domain);
  declare(assignments);
  existing = await clerks();
});
afterAll(() => world?.close());

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)("assignments that the domain has already", () => {
  it("are taken over by the first `up`, which creates only the client and its role", async () => {
    expect(existing).toHaveLength(2);
    const from = world.domain.requests.length;
    expect(outputOf(await world.pulumi("up", "--yes", "--skip-preview"))).toMatch(/\+ \d created/);
    expect(writesSince(world.domain, from)).toEqual(["POST Apps", "POST Grants"]);
    expect(await clerks()).toEqual(expect.arrayContaining(existing));
  });

  it("do not differ after it, nor after a refresh", async () => {
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
  });

  it("end when they are no longer declared", async () => {
    declare([]);
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    const left = await clerks();
    expect(left).toHaveLength(1);
    expect(existing).not.toContain(left[0]);
  });
});
