import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalWorld, startLocalWorld } from "./local-world.ts";
import type { Json } from "./protocol.ts";
import { appType, withoutMarks } from "./world.ts";

let world: LocalWorld;
beforeEach(async () => {
  world = await startLocalWorld();
});
afterEach(() => world.close());

const inputs = {
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  displayName: "Ledger",
  name: "ledger",
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  logoutUri: "",
};

test('an empty text is no value: "" clears what was there, and is no difference then or where there was none', async () => {
  const held = await world.create(appType, { ...inputs, description: "first" });
  const cleared = await world.update(held, { ...inputs, description: "" });
  expect(world.sent.map(({ body }) => [body?.description, body?.logoutUri])).toEqual([
    ["first", undefined],
    [undefined, undefined],
  ]);
  expect(await world.administrator.read("Apps", held.id)).not.toHaveProperty("description");
  const news = { ...inputs, description: "" };
  expect(await world.diff(cleared, news)).toMatchObject({ changes: "DIFF_NONE" });
  const { properties } = await world.read(cleared);
  const refreshed = { ...cleared, properties: withoutMarks(properties) as Json };
  expect(await world.diff(refreshed, news)).toMatchObject({ changes: "DIFF_NONE" });
});
