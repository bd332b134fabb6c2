import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import { appInputs, appType, type Held, startWorld, type World, withoutMarks } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("an empty string", () => {
  const inputs = { ...appInputs, name: "ledger", logoutUri: "" };
  let held: Held;
  let cleared: Held;

  beforeEach(async () => {
    held = await world.create(appType, { ...inputs, description: "first" });
    cleared = await world.update(held, { ...inputs, description: "" });
  });

  it("clears what was there, and is not sent", async () => {
    expect(world.sent.map(({ body }) => [body?.description, body?.logoutUri])).toEqual([
      ["first", undefined],
      [undefined, undefined],
    ]);
    expect(await world.administrator.read("Apps", held.id)).not.toHaveProperty("description");
  });

  it("is not a difference where there is no value, before and after a refresh", async () => {
    const news = { ...inputs, description: "" };
    expect(await world.diff(cleared, news)).toMatchObject({ changes: "DIFF_NONE" });
    const { properties } = await world.read(cleared);
    const refreshed = { ...cleared, properties: withoutMarks(properties) as Json };
    expect(await world.diff(refreshed, news)).toMatchObject({ changes: "DIFF_NONE" });
  });
});

describe("an empty list", () => {
  it("is sent once to clear a list", async () => {
    const inputs = { ...appInputs, name: "ledger" };
    const held = await world.create(appType, { ...inputs, redirectUris: ["https://a.example"] });
    const cleared = await world.update(held, { ...inputs, redirectUris: [] });
    await world.update(cleared, { ...inputs, redirectUris: [] });
    expect(world.sent.map(({ body }) => body?.redirectUris)).toEqual([["https://a.example"], [], undefined]);
  });
});
