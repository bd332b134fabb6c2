import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// A rename keeps an application, also when the run that renames it fails halfway.

const taken = "OICINST_hr";
const manifest = (names: { client: string; api: string; was?: string; displayName?: string }) => `team: field
owner: field@example.com
resourceApplications:
  - name: ${names.api}
    displayName: ${names.displayName ?? "Orders API"}
    audience: https://orders.example.com/
    scopes: [{ value: read }]
    roles: [{ name: Reader }]
    ${names.was === undefined ? "" : "was: field/api"}
clients:
  - name: ${names.client}
    displayName: ${names.displayName === undefined ? "Field" : `${names.displayName} of the client`}
    clientType: trusted
    grantTypes: [client_credentials]
    access: [{ app: ${names.displayName ?? "Orders API"}, scopes: [read], roles: [Reader] }]
    enforceGrants: true
    assign: { users: [callan@example.com] }
    ${names.was === undefined ? "" : `was: ${names.was}`}
`;
const before = manifest({ client: "one", api: "api" });
const renamed = manifest({ client: "two", api: "orders", was: "field/one" });

let world: World;
let administrator: IdentityDomain;
let held: object;

/** Ids, client IDs and secrets of the applications of the stack. */
async function applications(): Promise<unknown[]> {
  const filter = 'tags[key eq "managed-by" and value eq "idcs-apps"]';
  const { Resources } = await administrator.list("Apps", { query: { filter, attributes: "name,clientSecret" } });
  return Resources.map(({ id, name, clientSecret }) => [id, name, clientSecret]).sort();
}

beforeAll(async () => {
  world = await createWorld({ "teams/field.yaml": before });
  administrator = await administratorOf(world.domain);
  held = await contentsOf(administrator);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

describe("a rename", () => {
  it("keeps clients, resource applications and roles although the run that made it failed", async () => {
    const all = await applications();
    expect(all).toHaveLength(2);
    world.write("teams/field.yaml", manifest({ client: "two", api: "orders", was: "field/one", displayName: taken }));
    const failed = await world.pulumi("up", "--yes", "--skip-preview");
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(
      /The displayName "OICINST_hr" is taken by application \w+ .*\n.*change that one first/,
    );
    expect(await applications()).toEqual(all);

    world.write("teams/field.yaml", renamed);
    const from = world.domain.requests.length;
    const output = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(output).not.toMatch(/^ *(-|\+-) +oci:Identity:DomainsApp\b/m);
    expect(await applications()).toEqual(all);
    expect(writesSince(world.domain, from).filter((request) => /DELETE .*(Apps|AppRoles)/.test(request))).toEqual([]);
  });

  it("is over then: the next `up` writes nothing, and `destroy` leaves nothing", async () => {
    const from = world.domain.requests.length;
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(writesSince(world.domain, from)).toEqual([]);
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(held);
  });
});
