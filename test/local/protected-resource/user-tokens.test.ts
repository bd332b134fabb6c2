import { beforeEach, describe, expect, it } from "vitest";
import {
  callanId,
  change,
  grant,
  newApp,
  newClient,
  openOAuthWorld,
  signInAs,
  type TestClient,
} from "../authorization-server/oauth-world.ts";
import { financeScope, resourceBody, type World } from "../world.ts";

const path = "/ic/api/integration/v1/integrations";
const finance = "a0000000000000000000000000000001";
const testers = "c0000000000000000000000000000001";
const all = "urn:opc:resource:consumer::all";
const green = { key: "color", value: "green" };

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, { allowedScopes: [{ fqs: financeScope }] });
});

async function call(who = client, scope = financeScope, query = ""): Promise<number> {
  const { body } = await signInAs(world, who, scope);
  return (await world.send("GET", path + query, { authorization: `Bearer ${body.access_token}` })).status;
}

describe("a user's token", () => {
  it("gives no access without a role of the user, whatever the client holds", async () => {
    await grant(world, { type: "App", id: client.id }, finance, "ServiceAdministrator");
    expect(await call()).toBe(403);
  });

  it("gives access through a role of the user", async () => {
    await grant(world, { type: "User", id: callanId }, finance, "ServiceDeveloper");
    expect(await call()).toBe(200);
  });

  it("gives access through a role of one of the user's groups", async () => {
    await grant(world, { type: "Group", id: testers }, finance, "ServiceViewer");
    expect(await call()).toBe(200);
  });
});

describe("a user's token for all resources", () => {
  beforeEach(() => grant(world, { type: "User", id: callanId }, finance, "ServiceDeveloper"));

  it("of the account gives access to an instance where the user has a role, and to no other", async () => {
    const trusted = await newClient(world, { displayName: "trusted", trustScope: "Account" });
    expect(await call(trusted, all)).toBe(200);
    expect(await call(trusted, all, "?integrationInstance=hr")).toBe(403);
  });

  it("of tags gives access to an instance that has one of them, and to no other", async () => {
    await change(world, "Apps", finance, { tags: [green] });
    const tagged = await newClient(world, { displayName: "tagged", trustScope: "Tags", allowedTags: [green] });
    expect(await call(tagged, all)).toBe(200);
    expect(await call(tagged, all, "?integrationInstance=hr")).toBe(401);
    await change(world, "Apps", finance, { tags: [green, { key: "color", value: "blue" }] });
    expect(await call(tagged, all)).toBe(200);
  });

  it("is not derived from a resource whose audience looks like tags", async () => {
    const audience = "urn:opc:resource:scope:tag=nonsense";
    await newApp(world, resourceBody({ displayName: "odd", audience }));
    const odd = await newClient(world, { displayName: "reader", allowedScopes: [{ fqs: `${audience}read` }] });
    expect(await call(odd, `${audience}read`)).toBe(401);
  });
});
