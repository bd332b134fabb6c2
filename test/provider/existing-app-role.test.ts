import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import { idcsEndpoint, messageWithoutIds, ownershipTags, startWorld, urn, type World } from "./world.ts";

// An app role that somebody created by hand, and whose holders must keep it.

let world: World;
let type: string;
let inputs: Json;
let byHand: string;

beforeEach(async () => {
  world = await startWorld();
  ({ type, inputs } = (await kindsIn(world)).role);
  await world.restart();
  byHand = await createRole({});
});
afterEach(() => world.close());

async function createRole(more: Json): Promise<string> {
  const { idcsEndpoint: _, tags: __, attributes: ___, attributeSets: ____, ...role } = inputs;
  return (await world.administrator.create("AppRoles", { ...role, description: "Reads", ...more } as never)).id;
}

const preview = (properties: Json): Promise<Json> =>
  world.call("Create", { urn: urn(type), properties: { idcsEndpoint, ...properties }, preview: true });

describe("an app role that the application has already", () => {
  it("is taken over without a write, and stored under its id", async () => {
    const held = await world.create(type, inputs);
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(held.id).toBe(byHand);
    expect(held.properties).toMatchObject({ displayName: "Reader", description: "Reads" });
    expect(await world.diff(held, inputs, ["tags", "description"])).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is announced in the preview", async () => {
    await preview(inputs);
    expect(world.information.map(({ message }) => message)).toEqual([
      `takes over the app role "Reader" (id ${byHand}), which exists already: everyone who holds it keeps it.`,
    ]);
  });

  it.each([
    ["what it can be given to", { availableToUsers: true }],
    ["its description", { description: "Writes" }],
  ])("is refused in the preview and in the run if the program says otherwise about %s", async (_, other) => {
    const message = [
      'The app role "Reader" (id <id>) exists already, is not as declared, and cannot be changed: the API has no request for that.',
      'Declare it as it is, and everyone who holds it keeps it: { name: "Reader", availableTo: [clients], description: "Reads" }.',
    ].join("\n");
    expect(await messageWithoutIds(preview({ ...inputs, ...other }))).toBe(message);
    expect(await messageWithoutIds(world.create(type, { ...inputs, ...other }))).toBe(message);
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("is no obstacle in the preview for the one that replaces it", async () => {
    await world.administrator.remove("AppRoles", byHand);
    const held = await world.create(type, inputs);
    await world.restart();
    const other = { ...inputs, availableToUsers: true };
    expect(await world.diff(held, other)).toMatchObject({ replaces: ["availableToUsers"] });
    expect(await preview(other)).toMatchObject({ properties: { displayName: "Reader" } });
  });

  it("is refused as taken if another stack owns it", async () => {
    await world.administrator.remove("AppRoles", byHand);
    const stack = ownershipTags.map((tag) => (tag.key === "stack" ? { ...tag, value: "proto/prod" } : tag));
    await createRole({ tags: stack });
    expect(await messageWithoutIds(world.create(type, inputs))).toContain(
      'The displayName "Reader" is taken by app role <id>, which belongs to others (managed-by idcs-apps, stack proto/prod, team payments).',
    );
  });
});
