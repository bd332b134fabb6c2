import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resourceShape } from "../../provider/property-table/property-table.ts";
import { type Kind, kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import { appInputs, appType, grantType, type Held, startWorld, type World, withoutMarks } from "./world.ts";

// `""` and `[]`, which exporters write for what a resource does not have.

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const integration = "a0000000000000000000000000000001";

async function kind(name: string): Promise<Pick<Kind, "type" | "inputs">> {
  if (name !== "grant") return (await kindsIn(world))[name as "role" | "certificate"];
  const query = { filter: `app.value eq "${integration}" and displayName eq "ServiceDeveloper"` };
  const [role] = await world.administrator.listAll("AppRoles", { query });
  const app = await world.create(appType, { ...appInputs, displayName: "Ledger", name: "ledger" }, "ledger");
  return {
    type: grantType,
    inputs: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      attributeSets: ["default", "request"],
      tags: [{ key: "stack", value: "proto/dev" }],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: app.id },
      app: { value: integration },
      entitlement: { attributeName: "appRoles", attributeValue: role?.id },
    },
  };
}

/** Each optional string as `""` and each optional list as `[]`. */
function empties(type: string): Json {
  return Object.fromEntries(
    Object.entries(resourceShape(type) ?? {}).flatMap(([name, { kind, input }]): [string, string | []][] => {
      if (input !== "optional") return [];
      if (kind === "string") return [[name, ""]];
      return kind === "strings" || kind === "objects" ? [[name, []]] : [];
    }),
  );
}

describe.each(["role", "grant", "certificate"])("an empty value of a %s, which can only be replaced", (name) => {
  it("is no difference if there is no value, before and after a refresh", async () => {
    const { type, inputs } = await kind(name);
    const { tags: _, ...without } = inputs;
    const held = await world.create(type, without);
    const news = { ...empties(type), ...without };
    expect(await world.diff(held, news)).toMatchObject({ changes: "DIFF_NONE" });
    const { properties } = await world.read(held);
    const refreshed = { ...held, properties: withoutMarks(properties) as Json };
    expect(await world.diff(refreshed, news)).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is no difference if there is a value, just as an absent one is none", async () => {
    const { type, inputs } = await kind(name);
    const held = await world.create(type, { ...inputs, ...optional[name] });
    expect(await world.diff(held, { ...inputs, ...empties(type) })).toMatchObject({ changes: "DIFF_NONE" });
    expect(world.warnings).toEqual([]);
  });
});

describe("an empty string where the domain has a default", () => {
  const defaults = { clientIpChecking: "anywhere", trustScope: "Explicit", loginMechanism: "OIDC" };
  const inputs = { ...appInputs, name: "my_app" };
  const none = { clientIpChecking: "", trustScope: "", loginMechanism: "" };
  const news = { ...inputs, ...none };
  const everyString = Object.fromEntries(Object.entries(empties(appType)).filter(([, value]) => value === ""));

  async function refreshed(held: Held): Promise<Held> {
    const read = await world.read(held);
    return { ...held, inputs: read.inputs as Json, properties: withoutMarks(read.properties) as Json };
  }

  it("is no difference after it was created, nor after a refresh", async () => {
    const held = await world.create(appType, { ...everyString, ...news });
    expect(held.properties).toMatchObject(defaults);
    expect(await world.diff(held, { ...everyString, ...news })).not.toHaveProperty("diffs");
    const again = await refreshed(held);
    expect(again.inputs).toMatchObject(none);
    expect(await world.diff(again, { ...everyString, ...news })).not.toHaveProperty("diffs");
  });

  it("is one update of another value, and then no difference", async () => {
    const held = await world.create(appType, { ...inputs, clientIpChecking: "whitelisted" });
    expect(await world.diff(held, news)).toMatchObject({ changes: "DIFF_SOME" });
    const updated = await world.update(held, news);
    expect(updated.properties).toMatchObject(defaults);
    expect(await world.diff(updated, news)).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is a difference again after somebody has changed the value, which a refresh has found", async () => {
    const held = await world.create(appType, { ...news, description: "" });
    const app = await world.administrator.read("Apps", held.id);
    await world.administrator.replace("Apps", held.id, { ...app, clientIPChecking: "whitelisted", description: "new" });
    const again = await refreshed(held);
    expect(await world.diff(again, { ...news, description: "" })).toMatchObject({
      changes: "DIFF_SOME",
      diffs: ["clientIpChecking", "description"],
    });
    await world.update(again, { ...news, description: "" });
    const { clientIPChecking, description } = await world.administrator.read("Apps", held.id);
    expect([clientIPChecking, description]).toEqual(["anywhere", undefined]);
  });

  it("is no difference inside a list either", async () => {
    const { type, inputs: perimeter } = (await kindsIn(world)).perimeter;
    const ipAddresses = [{ value: "203.0.113.0/24", type: "", version: "" }];
    const held = await world.create(type, { ...perimeter, ipAddresses });
    expect(await world.diff(held, { ...perimeter, ipAddresses })).toMatchObject({ changes: "DIFF_NONE" });
    const again = await refreshed(held);
    expect(await world.diff(again, { ...perimeter, ipAddresses })).toMatchObject({ changes: "DIFF_NONE" });
    const other = [{ value: "198.51.100.0/24", type: "", version: "" }];
    expect(await world.diff(again, { ...perimeter, ipAddresses: other })).toMatchObject({ changes: "DIFF_SOME" });
  });
});

/** Optional strings with a value. */
const optional: Record<string, Json> = {
  role: { description: "reads orders", legacyGroupName: "readers" },
  grant: {},
  certificate: { keyStoreName: "store" },
};
