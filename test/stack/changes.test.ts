import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import schema from "../../manifest/team.schema.json" with { type: "json" };
import { makeCertificate } from "../local/certificates.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { applicationsOf, type ChangeRow, clientRows, resourceApplicationRows, type State } from "./change-rows.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// Every key of a client and of a resource application, changed in both directions after the first `up`.

const environment = `networkPerimeters: [{ name: office, addresses: [127.0.0.1] }, { name: home, addresses: [127.0.0.2] }]
allowedDomainRoles: [User Administrator, Audit Administrator]
`;
/** From each state of a key to each other one. */
const order: readonly State[] = ["absent", "one", "other", "absent", "other", "one", "absent"];

/**
 * What is not one value for one application has tests of its own: adopt.test.ts, deliver.test.ts, rotation.test.ts; and what never
 * reaches the domain, in test/manifest.
 */
const elsewhere = { client: ["adopt", "deliver", "exceptions", "expires", "rotation"], api: ["adopt"] };

const kebab = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const nameOf = (kind: "client" | "api", { key }: ChangeRow) => `${kind}-${kebab(key)}`;

let world: World;
let administrator: IdentityDomain;
let clients: readonly ChangeRow[];
let apis: readonly ChangeRow[];

function entry(name: string, row: ChangeRow, state: State, rest: Readonly<Record<string, string>>): string {
  const value = row.values[state];
  const keys = { name, ...rest, ...(value !== undefined && { [row.key]: value }) };
  return `  - ${Object.entries(keys)
    .map(([key, text]) => `${key}: ${text}`)
    .join("\n    ")}\n`;
}

/** The manifest with all rows in a state: each is a client, or a resource application, of its own. */
function manifest(state: State): string {
  const ofApis = apis.map((row) => {
    const name = nameOf("api", row);
    return entry(name, row, state, { audience: `https://${name}.example.com/`, scopes: "[{ value: read }]" });
  });
  const ofClients = clients.map((row) =>
    entry(nameOf("client", row), row, state, { grantTypes: "[client_credentials]", access: "[]" }),
  );
  return `team: matrix\nowner: matrix@example.com\nresourceApplications:\n${ofApis.join("")}clients:\n${ofClients.join("")}`;
}

/** Ids, client IDs and, of those that did not ask for another one, client secrets. */
async function identities(): Promise<unknown[]> {
  const all = await applicationsOf(administrator);
  return [...all]
    .map(([name, { app }]) => [
      name,
      app.id,
      app.name,
      ["client-secret", "client-secret-version"].includes(name) || app.clientSecret,
    ])
    .sort();
}

beforeAll(async () => {
  const pem = async (name: string) => (await makeCertificate(name)).certificatePem;
  const certificates = { one: await pem("one"), other: await pem("other") };
  [clients, apis] = [clientRows(certificates), resourceApplicationRows()];
  world = await createWorld({
    "teams/one.pem": certificates.one,
    "teams/other.pem": certificates.other,
    "environments/test.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
    "teams/matrix.yaml": manifest("absent"),
  });
  world.write("environments/dev.yaml", `${world.read("environments/dev.yaml")}${environment}`);
  administrator = await administratorOf(world.domain);
});
afterAll(() => world?.close());

describe("a change of a key of a client or resource application that exists", () => {
  it("has a row in this test, whatever the key", () => {
    const { clients: ofClients, resourceApplications } = schema.properties;
    const keysOf = (rows: readonly ChangeRow[], others: readonly string[]) =>
      ["name", ...others, ...rows.map(({ key }) => key)].sort();
    expect(keysOf(clients, elsewhere.client)).toEqual(Object.keys(ofClients.items.properties).sort());
    expect(keysOf(apis, elsewhere.api)).toEqual(Object.keys(resourceApplications.items.properties).sort());
  });

  it("reaches the domain from absent, from one value and from another one; then nothing is left to do, and no application is another one", async () => {
    let first: unknown[] | undefined;
    for (const state of order) {
      world.write("teams/matrix.yaml", manifest(state));
      outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
      const inDomain = await applicationsOf(administrator);
      for (const [kind, rows] of [
        ["client", clients],
        ["api", apis],
      ] as const) {
        const found = rows.map((row) => {
          const one = inDomain.get(nameOf(kind, row));
          return [row.key, one && row.read(one)];
        });
        expect([state, Object.fromEntries(found)]).toEqual([
          state,
          Object.fromEntries(rows.map(({ key, expected }) => [key, expected[state]])),
        ]);
      }
      first ??= await identities();
      expect(await identities()).toEqual(first);
      const from = world.domain.requests.length;
      outputOf(await world.pulumi("preview", "--expect-no-changes"));
      expect(writesSince(world.domain, from)).toEqual([]);
    }
    console.log(
      `${(clients.length + apis.length) * (order.length - 1)} changes of ${clients.length + apis.length} keys proven`,
    );
  });
});

describe("a change of names in one commit", () => {
  const robots = "displayName: Robot";
  const people = "displayName: People";
  const api = "displayName: Orders";
  const team = (names: { api: string; robots: string; people: string; was?: boolean }, file = "teams/names.yaml") =>
    world.write(
      file,
      `team: names
owner: names@example.com
resourceApplications:
  - { name: ${names.was ? "orders" : "api"}, ${names.api}, audience: https://names.example.com/, scopes: [{ value: read }], roles: [{ name: Reader }]${names.was ? ", was: api" : ""} }
clients:
  - { name: ${names.was ? "androids" : "robots"}, ${names.robots}, grantTypes: [client_credentials], access: []${names.was ? ", was: robots" : ""} }
  - { name: people, ${names.people}, grantTypes: [client_credentials], access: [] }
`,
    );
  const held = async () => {
    const query = { filter: 'tags[key eq "team" and value eq "names"]', attributes: "displayName,name,clientSecret" };
    const apps = await administrator.listAll("Apps", { query });
    return Object.fromEntries(
      apps.map(({ id, displayName, name, clientSecret }) => [
        String(name),
        [displayName, id, clientSecret] as unknown[],
      ]),
    );
  };
  const up = async (...args: string[]) => outputOf(await world.pulumi("up", "--yes", "--skip-preview", ...args));
  const renamed = (all: Awaited<ReturnType<typeof held>>, names: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(all).map(([name, [displayName, ...rest]]) => [name, [names[name] ?? displayName, ...rest]]),
    );

  it("swaps the display names of two clients, and moves them on in a circle of three", async () => {
    world.write("teams/matrix.yaml", "team: matrix\nowner: matrix@example.com\nclients: []\n");
    team({ api, robots, people });
    await up();
    const all = await held();
    team({ api, robots: people, people: robots });
    await up();
    const swapped = { names_robots_dev: "People", names_people_dev: "Robot" };
    expect(await held()).toEqual(renamed(all, swapped));
    team({ api: robots, robots: api, people });
    await up("--skip-preview");
    expect(await held()).toEqual(
      renamed(all, { names_api_dev: "Robot", names_robots_dev: "Orders", names_people_dev: "People" }),
    );
    await up("--expect-no-changes");
  });

  it("renames all of a team's clients and APIs, and moves the file into a sub-folder, without another application", async () => {
    const all = await held();
    team({ api, robots, people });
    await up();
    team({ api, robots, people, was: true }, "teams/emea/names.yaml");
    outputOf(await world.run("rm", "teams/names.yaml"));
    await up();
    expect(await held()).toEqual(
      renamed(all, { names_api_dev: "Orders", names_robots_dev: "Robot", names_people_dev: "People" }),
    );
    await up("--expect-no-changes");
  });
});
