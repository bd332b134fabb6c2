import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import { appType, type Held, ownedInputs, startWorld, type World } from "./world.ts";

// Applications of one stack that need display names which others of it give up in the same run.

let world: World;
beforeEach(async () => {
  world = await startWorld();
  // A wait for another resource ends only when that was written.
  world.wait = () => new Promise(() => undefined);
});
afterEach(() => world.close());

const inputs = (name: string, displayName: string, more: Json = {}, secretVersion = 1): Json => ({
  ...ownedInputs,
  name,
  displayName,
  tags: [
    { key: "managed-by", value: "idcs-apps" },
    { key: "stack", value: "proto/dev" },
    { key: "urn", value: name.padEnd(32, "0") },
    { key: "secret-version", value: String(secretVersion) },
  ],
  ...more,
});

const live = (id: string) => world.administrator.read("Apps", id, { query: { attributeSets: ["default", "request"] } });
const namesOf = async (...all: Held[]) => {
  const found = await Promise.all(all.map(({ id }) => live(id)));
  return found.map(({ displayName }) => displayName);
};

/** Compares all, then updates all at the same time, as the engine does. */
async function updateAll(...updates: readonly (readonly [Held, Json])[]): Promise<Held[]> {
  for (const [held, news] of updates) await world.diff(held, news);
  return Promise.all(updates.map(([held, news]) => world.update(held, news)));
}

/** Creates an application by hand; its OCID. */
async function byHand(displayName: string, name: string): Promise<string> {
  const created = await world.administrator.create("Apps", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    displayName,
    name,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
  });
  return String(created.ocid);
}

describe("an application that is adopted", () => {
  it("gets the display name that another one gives up in the same run, whichever comes first", async () => {
    const one = await world.create(appType, inputs("one", "One"), "one");
    const adopted = { ocid: await byHand("By hand", "two") };
    await world.diff(one, inputs("one", "Former one"));
    const adopting = world.create(appType, inputs("two", "One", adopted), "two");
    await expect.poll(() => world.log().filter((line) => line === "PUT Apps/<id>").length).toBe(2);
    await world.update(one, inputs("one", "Former one"));
    expect(await namesOf(one, await adopting)).toEqual(["Former one", "One"]);
  });
});

describe("two applications that swap their display names", () => {
  it("get new secrets in the same run, if their secret-version changes too", async () => {
    const one = await world.create(appType, inputs("one", "One"), "one");
    const two = await world.create(appType, inputs("two", "Two"), "two");
    const after = await updateAll([one, inputs("one", "Two", {}, 2)], [two, inputs("two", "One", {}, 2)]);
    expect(await namesOf(one, two)).toEqual(["Two", "One"]);
    for (const [index, before] of [one, two].entries()) {
      const { clientSecret, tags } = await live(before.id);
      expect(clientSecret).not.toBe(before.properties.clientSecret);
      expect(after[index]?.properties.clientSecret).toBe(clientSecret);
      expect(tags).toContainEqual({ key: "secret-version", value: "2" });
    }
  });

  it("may be adopted ones, whose line stays in the manifest", async () => {
    const [first, second] = [{ ocid: await byHand("One", "one") }, { ocid: await byHand("Two", "two") }];
    const one = await world.create(appType, inputs("one", "One", first), "one");
    const two = await world.create(appType, inputs("two", "Two", second), "two");
    await updateAll([one, inputs("one", "Two", first)], [two, inputs("two", "One", second)]);
    expect(await namesOf(one, two)).toEqual(["Two", "One"]);
  });
});
