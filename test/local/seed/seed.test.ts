import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalDomain } from "../../../local/domain.ts";
import type { SeedInput } from "../../../local/seed/seed-schema.ts";
import { openWorld, type World } from "../world.ts";

const example = join(import.meta.dirname, "../../../local/seed/example.yaml");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "local-domain-seed-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, "seed.yaml");
  writeFileSync(path, text);
  return path;
}

async function problemsOf(seed: SeedInput | string): Promise<readonly string[]> {
  const error: unknown = await createLocalDomain({ seed }).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: "InputError" });
  return (error as { problems: readonly string[] }).problems.map((problem) => problem.replace(`${folder}/`, ""));
}

async function names(world: World, endpoint: string, name = "displayName"): Promise<readonly string[]> {
  const { body } = await world.admin("GET", `/admin/v1/${endpoint}?count=1000&sortBy=${name}`);
  return body.Resources.map((one: Record<string, string>) => one[name]);
}

describe("a seed", () => {
  it("that is not YAML is refused with the place", async () => {
    expect(await problemsOf(file("apps:\n  - {"))).toEqual([expect.stringMatching(/^seed\.yaml:2:\d+ {2}not YAML: /)]);
    expect(await problemsOf(file("apps: []\napps: []\n"))).toEqual([
      "seed.yaml:2:1  not YAML: Map keys must be unique.",
    ]);
    expect(await problemsOf(join(folder, "missing.yaml"))).toEqual(["missing.yaml  cannot be read (ENOENT)."]);
  });

  it("of another shape is refused with every problem and its place", async () => {
    const text = `users:
  - userName: olivia@example.com
    surname: Ortiz
apps:
  - displayName: Orders API
    accessTokenExpiry: soon
grants:
  - { app: Orders API, user: olivia@example.com, group: clerks }
`;
    expect(await problemsOf(file(text))).toEqual([
      "seed.yaml:2:5  users[0].familyName: Invalid input: expected string, received undefined",
      'seed.yaml:3:5  users[0]: Unrecognized key: "surname"',
      "seed.yaml:6:24  apps[0].accessTokenExpiry: Invalid input: expected number, received string",
      "seed.yaml:8:5  grants[0]: It must have exactly one of client, user and group.",
    ]);
  });

  it("that breaks rules of the domain is refused with every problem and its place", async () => {
    const text = `groups:
  - displayName: clerks
    members: [nobody@example.com]
apps:
  - displayName: Orders API
    audience: https://orders.example.com/
    roles: [{ displayName: Clerk }]
  - displayName: orders-sync
    allowedGrants: [client_credential]
  - displayName: orders-report
    clientId: orders report
  - displayName: orders-mail
    allowedGrants: [client_credentials]
    allowedScopes: [https://orders.example.com/read]
  - displayName: Orders-Mail
grants:
  - { app: Orders API, role: Clerk, client: orders-mail }
`;
    expect(await problemsOf(file(text))).toEqual([
      "seed.yaml:15:5  apps[4]: Orders-Mail is there twice.",
      "seed.yaml:2:5  groups[0]: There is no User with the userName nobody@example.com.",
      expect.stringMatching(/^seed\.yaml:8:5 {2}apps\[1\]: allowedGrants: client_credential is not one of /),
      "seed.yaml:10:5  apps[2]: name: orders report may hold only letters, digits and the characters _-",
      "seed.yaml:15:5  apps[4]: allowedScopes: no App declares the scope https://orders.example.com/read.",
      expect.stringMatching(/^seed\.yaml:7:13 {2}apps\[0\]\.roles\[0\]: The App \w+ takes no AppRoles/),
      "seed.yaml:17:5  grants[0]: The App Orders API has no role Clerk.",
    ]);
  });

  it("that is data, not a file, is refused with paths only", async () => {
    expect(await problemsOf({ groups: [{ displayName: "clerks", members: ["x"] }] })).toEqual([
      "groups[0]: There is no User with the userName x.",
    ]);
  });

  it("fills the domain instead of the example organisation", async () => {
    const world = await openWorld({ seed: example });
    expect(await names(world, "Apps")).toEqual(["IDCS Application", "OICINST_orders", "Orders API", "orders-sync"]);
    expect(await names(world, "Users", "userName")).toEqual([
      "ana.admin@example.com",
      "olivia@example.com",
      "sam@example.com",
    ]);
    expect(await names(world, "Groups")).toEqual(["order-clerks"]);
  });

  it("fills it in addition to the example organisation with `examples`", async () => {
    const world = await openWorld({ seed: example, examples: true });
    expect(await names(world, "Apps")).toContain("OICINST_finance");
    expect(await names(world, "Groups")).toEqual(["integration-admins", "integration-testers", "order-clerks", "qa"]);
  });

  it("changes the values that it has of an example with the same name, and keeps the others", async () => {
    const seed = { groups: [{ displayName: "QA", members: ["callan@example.com"] }] };
    const world = await openWorld({ seed, examples: true });
    const { body } = await world.admin("GET", "/admin/v1/Groups/c0000000000000000000000000000003?attributes=members");
    expect(body).toMatchObject({ displayName: "QA", members: [{ name: "callan@example.com" }] });
  });

  it("creates the same ids in every domain", async () => {
    // Oracle's expansion of a grant to a group makes grants of its own.
    const given = encodeURIComponent('grantMechanism ne "GROUP_MEMBERSHIP"');
    const idsIn = async (world: World) =>
      (await world.admin("GET", `/admin/v1/Grants?count=1000&filter=${given}`)).body.Resources.map(
        ({ id }: { id: string }) => id,
      );
    const ids = await idsIn(await openWorld({ seed: example }));
    expect(await idsIn(await openWorld({ seed: example }))).toEqual(ids);
  });

  it("creates clients that get tokens, and apps that obey the rules of the API", async () => {
    const world = await openWorld({ seed: example });
    const filter = encodeURIComponent('displayName eq "orders-sync"');
    const [client] = (await world.admin("GET", `/admin/v1/Apps?filter=${filter}`)).body.Resources;
    expect(client).toMatchObject({ name: "orders_sync", active: true, clientType: "confidential" });
    expect(client.grantedAppRoles.map(({ display }: { display: string }) => display).toSorted()).toEqual([
      "OrderClerk",
      "ServiceDeveloper",
    ]);
    const [oracles] = (await world.admin("GET", "/admin/v1/Apps?filter=isOPCService+eq+true")).body.Resources;
    expect((await world.admin("DELETE", `/admin/v1/Apps/${oracles.id}`)).status).toBe(400);
    expect(oracles.clientSecret).toBeUndefined();
  });
});

it("a seed says whether an address is verified", async () => {
  const users = [
    { userName: "mia@example.com", familyName: "Lopez", emailVerified: true },
    { userName: "tom@example.com", familyName: "Tan" },
  ];
  const world = await openWorld({ seed: { users } });
  const { body } = await world.admin("GET", "/admin/v1/Users?attributes=userName,emails&sortBy=userName");
  const emails = (name: string) =>
    body.Resources.find((one: { userName: string }) => one.userName === name).emails.find(
      ({ type }: { type: string }) => type === "work",
    );
  expect(emails("mia@example.com")).toMatchObject({ value: "mia@example.com", verified: true });
  expect(emails("tom@example.com").verified).not.toBe(true);
});
