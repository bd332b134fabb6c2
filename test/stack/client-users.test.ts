import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { callApi, credentialsOf, requestToken } from "./developer.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// A client of Oracle Blockchain Platform, which looks up the roles of a user whose name is the client ID.

const orders = "a0000000000000000000000000000005";
const team = (entry: string, client = "name: ledger") => `team: payments
owner: payments@example.com
clients:
  - ${client}
    grantTypes: [Client credentials]
    access: [{ service: blockchain, app: orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b, ${entry} }]
`;
const withUser = "roles: [REST_CLIENT], clientUser: true";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";

let world: World;
let administrator: IdentityDomain;
let before: object;

async function up(text: string): Promise<string[]> {
  world.write("teams/payments.yaml", text);
  const from = world.domain.requests.length;
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  return writesSince(world.domain, from);
}

const usersNamed = async (userName: string) =>
  (
    await administrator.list("Users", {
      query: { filter: `userName eq "${userName}"`, attributeSets: ["default"], attributes: "tags" },
    })
  ).Resources;

/** The grantees of the role of the Blockchain Platform, as `User <id>`. */
async function holders(): Promise<string[]> {
  const { Resources } = await administrator.list("Grants", { query: { filter: `app.value eq "${orders}"` } });
  return Resources.map(({ grantee }) => grantee as { type: string; value: string }).map(
    ({ type, value }) => `${type} ${value}`,
  );
}

const counts = async () => ({
  ...(await contentsOf(administrator)),
  Users: (await administrator.list("Users", { query: { count: 0 } })).totalResults,
});

beforeAll(async () => {
  world = await createWorld({});
  administrator = await administratorOf(world.domain);
  before = await counts();
});
afterAll(() => world?.close());

describe("a client with `clientUser`", () => {
  it("gets a user with its client ID as name, which holds the role instead of the client", async () => {
    expect(await up(team(withUser))).toEqual(["POST Apps", "POST Users", "POST Grants"]);
    const [user, ...others] = await usersNamed("payments_ledger_dev");
    expect(others).toEqual([]);
    expect(user).toMatchObject({
      name: { familyName: "payments-ledger" },
      active: true,
      [userExtension]: { serviceUser: true },
      tags: expect.arrayContaining([{ key: "owner", value: "payments@example.com" }]),
    });
    expect(user).not.toHaveProperty("emails");
    expect(await holders()).toEqual([`User ${user?.id}`]);
    const client = credentialsOf(await world.outputs("--show-secrets"), "payments/ledger");
    const token = await requestToken(client, { grant_type: "client_credentials", scope: client.scope });
    expect(await callApi(`${world.domain.url}/restproxy/api/v2/channels`, token)).toBe(200);
  });

  it("costs nothing when nothing changes, also after a refresh", async () => {
    expect(await up(team(withUser))).toEqual([]);
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    expect(await up(team(withUser))).toEqual([]);
  });

  it("keeps its user under a new name", async () => {
    const [user] = await usersNamed("payments_ledger_dev");
    const writes = await up(team(withUser, "name: books\n    was: payments/ledger"));
    expect(writes.sort()).toEqual(["PUT Apps", "PUT Users"]);
    expect(await usersNamed("payments_ledger_dev")).toMatchObject([
      { id: user?.id, name: { familyName: "payments-books" }, [userExtension]: { serviceUser: true } },
    ]);
    expect(await holders()).toEqual([`User ${user?.id}`]);
  });

  it("has the role itself, and no user, once the key is removed", async () => {
    const client = "name: books\n    was: payments/ledger";
    expect((await up(team("roles: [REST_CLIENT]", client))).sort()).toEqual([
      "DELETE Grants",
      "DELETE Users",
      "POST Grants",
    ]);
    expect(await usersNamed("payments_ledger_dev")).toEqual([]);
    expect(await holders()).toEqual([expect.stringMatching(/^App /)]);
    await up(team(withUser, client));
    expect(await holders()).toEqual([`User ${(await usersNamed("payments_ledger_dev"))[0]?.id}`]);
  });

  it("is destroyed with its user", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await counts()).toEqual(before);
  });

  it("does not take over the account of somebody with that name", async () => {
    const { id } = await administrator.create("Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "Payments_Ledger_Dev",
      name: { familyName: "Ledger" },
      emails: [{ value: "ledger@example.com", type: "work", primary: true }],
    });
    world.write("teams/payments.yaml", team(withUser));
    const { code, output } = await world.pulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(`The userName "Payments_Ledger_Dev" is taken by user ${id}, which has no ownership tags`);
    expect(output).toContain("That user is left as it is");
    expect(await usersNamed("payments_ledger_dev")).toMatchObject([{ id, name: { familyName: "Ledger" } }]);
    expect(await holders()).toEqual([]);
  });
});
