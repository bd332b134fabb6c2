import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  losingPosts,
  messageOf,
  messageWithoutIds,
  ownedInputs,
  ownershipTags,
  scimError,
  startWorld,
  type World,
} from "./world.ts";

// A client that carries the tags of its stack and resource.

let world: World;
let before: readonly string[];

beforeEach(async () => {
  world = await startWorld();
  before = await appIds();
});
afterEach(() => world.close());

const lookForApp =
  "GET Apps?attributeSets=default&attributeSets=request&count=1000&filter=tags%5Bkey+eq+%22urn%22+and+value+eq+%220123456789abcdef0123456789abcdef%22%5D";
const getApp = "GET Apps/<id>?attributeSets=default&attributeSets=request";
const postApp = "POST Apps?attributeSets=default&attributeSets=request";

const appIds = async (): Promise<string[]> =>
  (await world.administrator.listAll("Apps", { query: { attributes: "id" } })).map(({ id }) => id);
/** The applications that the test has created. */
const created = async (): Promise<string[]> => (await appIds()).filter((id) => !before.includes(id));
const inDomain = (id: string): Promise<StoredResource> =>
  world.administrator.read("Apps", id, { query: { attributeSets: ["default", "request"] } });

describe("a POST whose answer is lost", () => {
  it("is followed by a look that finds the application that the domain created", async () => {
    world.interrupt = losingPosts("after");
    const { id, properties } = await world.create(appType, ownedInputs);
    expect(await created()).toEqual([id]);
    expect(properties.clientSecret).toBe((await inDomain(id)).clientSecret);
    expect(world.logWithQueries()).toEqual([postApp, lookForApp, getApp]);
  });

  it("is repeated if the domain did not create the application", async () => {
    world.interrupt = losingPosts("before", 2);
    const { id } = await world.create(appType, ownedInputs);
    expect(await created()).toEqual([id]);
    expect(world.logWithQueries()).toEqual([postApp, lookForApp, postApp, lookForApp, postApp]);
    expect(world.pauses).toEqual([1000, 2000]);
  });

  it.each([500, 502, 504])("is looked for and repeated in the same way after a %i", async (status) => {
    let isFirst = true;
    world.interrupt = ({ method }) => {
      if (method !== "POST" || !isFirst) return undefined;
      isFirst = false;
      return scimError(status, "Try later.", "error.internal");
    };
    await world.create(appType, ownedInputs);
    expect(world.logWithQueries()).toEqual([postApp, lookForApp, postApp]);
  });

  it("creates one application even if it takes effect after the look", async () => {
    let posts = 0;
    world.interrupt = ({ method }, act) => {
      if (method !== "POST") return undefined;
      if (++posts === 1) throw new TypeError("connection lost");
      return posts === 2 ? act().then(act) : undefined;
    };
    const { id } = await world.create(appType, ownedInputs);
    expect(await created()).toEqual([id]);
  });

  it("is repeated three times and no more", async () => {
    world.interrupt = losingPosts("before", 9);
    expect(await messageOf(world.create(appType, ownedInputs))).toBe(
      "POST http://127.0.0.1:19090/admin/v1/Apps?attributeSets=default&attributeSets=request was sent and got no answer (no answer).\nIt may have taken effect all the same: check the identity domain before you create it again.",
    );
    expect(world.logWithQueries().filter((line) => line === postApp)).toHaveLength(4);
  });

  it("is not repeated after Pulumi was cancelled", async () => {
    world.interrupt = losingPosts("before", 9);
    await world.call("Cancel", {});
    await messageOf(world.create(appType, ownedInputs));
    expect(world.sent.length).toBeLessThanOrEqual(1);
  });

  it("is not looked for without the tags of a stack's resource", async () => {
    world.interrupt = losingPosts("after");
    const creation = world.create(appType, { ...ownedInputs, tags: ownershipTags.slice(0, 2) });
    expect(await messageOf(creation)).toMatch(/^POST .* got no answer/);
    expect(world.logWithQueries()).toEqual([postApp]);
  });
});

describe("an application of a run that was killed", () => {
  async function leftBehind(inputs: Json = ownedInputs): Promise<string> {
    const { id } = await world.create(appType, inputs);
    await world.restart();
    return id;
  }

  it("is taken over without a write if it is as declared", async () => {
    const id = await leftBehind();
    expect((await world.create(appType, ownedInputs)).id).toBe(id);
    expect(world.logWithQueries()).toEqual([postApp, lookForApp, getApp]);
  });

  it("is changed to exactly what is declared, and activated", async () => {
    const id = await leftBehind({ ...ownedInputs, active: false });
    const { properties } = await world.create(appType, { ...ownedInputs, description: "second" });
    expect(properties).toMatchObject({ id, active: true, description: "second" });
    expect(await inDomain(id)).toMatchObject({ active: true, description: "second" });
  });

  it("receives what has been declared since", async () => {
    const { description: _, ...inputs } = ownedInputs;
    const id = await leftBehind(inputs);
    await world.create(appType, { ...inputs, description: "second" });
    expect(await inDomain(id)).toMatchObject({ description: "second" });
  });

  it("is left alone if it has another client ID, and the error says which", async () => {
    await leftBehind();
    expect(await messageWithoutIds(world.create(appType, { ...ownedInputs, name: "other" }))).toBe(
      [
        'The identity domain http://127.0.0.1:19090 already has the application "my-app" (id <id>), which belongs to this resource by its tags, but with name "my_app_dev", which cannot be changed.',
        "Declare it with that, or delete it first.",
      ].join("\n"),
    );
    expect(world.log().filter((line) => line.startsWith("PUT"))).toEqual([]);
  });

  it("is not taken over for the resource that is to replace it", async () => {
    const held = await world.create(appType, ownedInputs);
    await world.restart();
    await world.diff(held, { ...ownedInputs, isAliasApp: true });
    expect(await messageOf(world.create(appType, { ...ownedInputs, isAliasApp: true }))).toBe(
      '"app" cannot be replaced while it exists, because the domain can have it only once: set the resource option deleteBeforeReplace.',
    );
  });

  it("stays when it was taken over for a resource that is being replaced, and that one is deleted", async () => {
    const held = await world.create(appType, ownedInputs);
    await world.restart();
    await world.create(appType, ownedInputs);
    await world.remove(held);
    expect(await created()).toEqual([held.id]);
  });
});

describe("an application of another resource that has the name", () => {
  const conflictOf = (name: string): string =>
    `POST http://127.0.0.1:19090/admin/v1/Apps?attributeSets=default&attributeSets=request was refused: 409 "A App with ${name} exists already." (error.common.validation.duplicateResource, opc-request-id <id>).`;

  async function refusedBecauseOf(other: Json): Promise<string[]> {
    const { id } = await world.create(appType, { ...ownedInputs, ...other });
    await world.restart();
    const before = await inDomain(id);
    const message = await messageWithoutIds(world.create(appType, ownedInputs));
    expect(await inDomain(id)).toEqual(before);
    return message.split("\n");
  }

  it("is named, and left alone, if it has no tags", async () => {
    expect(await refusedBecauseOf({ tags: [], name: "byhand" })).toEqual([
      conflictOf("displayName my-app"),
      'The displayName "my-app" is taken by application <id> (client ID "byhand"), which has no ownership tags: it was created by hand or by another tool.',
      "Choose another displayName. That application is left as it is: somebody may depend on it.",
    ]);
  });

  it("is named with its owners if it belongs to another stack", async () => {
    const tags = [
      { key: "managed-by", value: "idcs-apps" },
      { key: "stack", value: "proto/prod" },
      { key: "urn", value: "0123456789abcdef0123456789abcdef" },
      { key: "team", value: "payments" },
      { key: "owner", value: "payments@example.com" },
    ];
    expect(await refusedBecauseOf({ tags, displayName: "Ledger" })).toEqual([
      conflictOf("name my_app_dev"),
      'The client ID "my_app_dev" is taken by application <id> (displayName "Ledger"), which belongs to others (managed-by idcs-apps, stack proto/prod, team payments, owner payments@example.com).',
      "Choose another client ID (`name`), or ask its owners to release it.",
    ]);
  });

  it("is said to be of this stack if it is", async () => {
    const tags = ownershipTags.map((tag) => (tag.key === "urn" ? { ...tag, value: "ffff" } : tag));
    expect(await refusedBecauseOf({ tags })).toEqual([
      conflictOf("displayName my-app"),
      'The displayName "my-app" is taken by application <id> (client ID "my_app_dev"), which belongs to another resource of this stack (managed-by idcs-apps, stack proto/dev, team payments).',
      "If it was only renamed, declare that with `was:` (or the resource option `aliases`); otherwise choose another displayName.",
    ]);
  });

  it("is left to the domain's own message if it is not found", async () => {
    world.interrupt = ({ method }) => (method === "POST" ? scimError(409, "Busy.", "error.busy") : undefined);
    expect(await messageOf(world.create(appType, appInputs))).toBe(
      [
        'POST http://127.0.0.1:19090/admin/v1/Apps was refused: 409 "Busy." (error.busy).',
        "One with the same name may exist already: choose another name, or import the existing one with `pulumi import`.",
      ].join("\n"),
    );
  });
});
