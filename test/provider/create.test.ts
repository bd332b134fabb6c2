import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { losing, scimError } from "./stub-domain.ts";
import {
  appInputs,
  appType,
  create,
  messageOf,
  ownedInputs,
  ownershipTags,
  startWorld,
  urn,
  type World,
} from "./world.ts";

// A client that carries the tags of its stack and resource.

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const lookForApp =
  "GET /admin/v1/Apps?attributeSets=default&attributeSets=request&count=1000&filter=tags%5Bkey+eq+%22urn%22+and+value+eq+%220123456789abcdef0123456789abcdef%22%5D";
const postApp = "POST /admin/v1/Apps?attributeSets=default&attributeSets=request";

const log = (): string[] => world.stub.log.map((line) => line.replace(/[0-9a-f]{32}(?=\?|$)/, "<id>"));

describe("a POST whose answer is lost", () => {
  test("after the domain acted is the application that the domain made", async () => {
    world.stub.interrupt = losing("after");
    const { id, properties } = await create(world, appType, ownedInputs);
    expect([...world.stub.apps.keys()]).toEqual([id]);
    expect(properties.clientSecret).toBe(world.stub.apps.get(id)?.clientSecret);
    expect(log()).toEqual([postApp, lookForApp, "GET /admin/v1/Apps/<id>?attributeSets=default&attributeSets=request"]);
  });

  test("before the domain acted is repeated", async () => {
    world.stub.interrupt = losing("before", 2);
    const { id } = await create(world, appType, ownedInputs);
    expect([...world.stub.apps.keys()]).toEqual([id]);
    expect(log()).toEqual([postApp, lookForApp, postApp, lookForApp, postApp]);
    expect(world.pauses).toEqual([1000, 2000]);
  });

  test.each([500, 502, 504])("to a %i is looked for and repeated", async (status) => {
    let isFirst = true;
    world.stub.interrupt = ({ method }) => {
      if (method !== "POST" || !isFirst) return undefined;
      isFirst = false;
      return scimError(status, "Try later.", "error.internal");
    };
    await create(world, appType, ownedInputs);
    expect(log()).toEqual([postApp, lookForApp, postApp]);
  });

  test("that takes effect late is not made twice", async () => {
    let posts = 0;
    world.stub.interrupt = ({ method }, act) => {
      if (method !== "POST") return undefined;
      if (++posts === 1) throw new TypeError("connection lost");
      if (posts === 2) act();
      return undefined;
    };
    const { id } = await create(world, appType, ownedInputs);
    expect([...world.stub.apps.keys()]).toEqual([id]);
  });

  test("is repeated three times and no more", async () => {
    world.stub.interrupt = losing("before", 9);
    expect(await messageOf(create(world, appType, ownedInputs))).toBe(
      "POST http://127.0.0.1:19090/admin/v1/Apps?attributeSets=default&attributeSets=request was sent and got no answer (no answer).\nIt may have taken effect all the same: check the identity domain before you create it again.",
    );
    expect(log().filter((line) => line === postApp)).toHaveLength(4);
  });

  test("is not repeated when Pulumi is cancelled", async () => {
    world.stub.interrupt = losing("before", 9);
    await world.call("Cancel", {});
    await messageOf(create(world, appType, ownedInputs));
    expect(log().length).toBeLessThanOrEqual(1);
  });

  test("is not looked for without the tags of a stack's resource", async () => {
    world.stub.interrupt = losing("after");
    expect(await messageOf(create(world, appType, { ...ownedInputs, tags: ownershipTags.slice(0, 2) }))).toMatch(
      /^POST .* got no answer/,
    );
    expect(log()).toEqual([postApp]);
  });
});

describe("an application of a run that was killed", () => {
  test("is taken over as it is", async () => {
    const { id } = await create(world, appType, ownedInputs);
    world = await world.restart();
    world.stub.seen.length = 0;
    expect((await create(world, appType, ownedInputs)).id).toBe(id);
    expect(log()).toEqual([postApp, lookForApp, "GET /admin/v1/Apps/<id>?attributeSets=default&attributeSets=request"]);
  });

  test("becomes exactly what is asked for, and active", async () => {
    const { id } = await create(world, appType, { ...ownedInputs, active: false });
    world = await world.restart();
    const { properties } = await create(world, appType, { ...ownedInputs, description: "second" });
    expect(properties).toMatchObject({ id, active: true, description: "second" });
    expect(world.stub.apps.get(id)).toMatchObject({ active: true, description: "second" });
  });

  test("that lacks what is declared by now gets it", async () => {
    const { description: _, ...inputs } = ownedInputs;
    const { id } = await create(world, appType, inputs);
    world = await world.restart();
    await create(world, appType, { ...inputs, description: "second" });
    expect(world.stub.apps.get(id)).toMatchObject({ description: "second" });
  });

  test("with another client ID is left alone, and the error says which", async () => {
    const { id } = await create(world, appType, ownedInputs);
    world = await world.restart();
    expect(await messageOf(create(world, appType, { ...ownedInputs, name: "other" }))).toBe(
      [
        `The identity domain http://127.0.0.1:19090 already has the application "my-app" (id ${id}), which belongs to this resource by its tags, but with name "my_app_dev", which cannot be changed.`,
        "Declare it with that, or delete it first.",
      ].join("\n"),
    );
    expect(world.stub.seen.filter(({ method }) => method === "PUT")).toEqual([]);
  });

  test("is not taken over in place of the one that it is to replace", async () => {
    const { id, inputs, properties } = await create(world, appType, ownedInputs);
    world = await world.restart();
    const news = { ...inputs, isAliasApp: true };
    await world.call("Diff", { id, urn: urn(appType), olds: properties, news });
    expect(await messageOf(create(world, appType, { ...ownedInputs, isAliasApp: true }))).toBe(
      '"app" cannot be replaced while it exists, because the domain can have it only once: set the resource option deleteBeforeReplace.',
    );
  });

  test("that was taken over for one that is being replaced outlives the delete of that one", async () => {
    const { id, properties } = await create(world, appType, ownedInputs);
    world = await world.restart();
    await create(world, appType, ownedInputs);
    await world.call("Delete", { id, urn: urn(appType), properties });
    expect([...world.stub.apps.keys()]).toEqual([id]);
  });
});

describe("an application that is not of this resource", () => {
  const conflict =
    'POST http://127.0.0.1:19090/admin/v1/Apps?attributeSets=default&attributeSets=request was refused: 409 "App exists." (error.common.validation.duplicate).';

  async function refusedBecauseOf(other: Record<string, unknown>): Promise<string> {
    const { id } = await create(world, appType, { ...ownedInputs, ...other });
    world = await world.restart();
    const before = structuredClone(world.stub.apps.get(id));
    const message = await messageOf(create(world, appType, ownedInputs));
    expect(world.stub.apps.get(id)).toEqual(before);
    return message.replaceAll(id, "<id>");
  }

  test("and carries no tags is named, with the way to adopt it", async () => {
    expect(await refusedBecauseOf({ tags: [], name: "byhand" })).toBe(
      [
        conflict,
        'The displayName "my-app" is taken by application <id> (client ID "byhand"), which has no ownership tags: it was created by hand or by another tool.',
        "Choose another displayName, or import it with the resource option `import` or `pulumi import --generate-code=false`, id idcsEndpoint/http://127.0.0.1:19090/apps/<id>.",
      ].join("\n"),
    );
  });

  test("but of another stack is named with its owners", async () => {
    const tags = [
      { key: "managed-by", value: "idcs-apps" },
      { key: "stack", value: "proto/prod" },
      { key: "urn", value: "0123456789abcdef0123456789abcdef" },
      { key: "team", value: "payments" },
      { key: "owner", value: "payments@example.com" },
    ];
    expect(await refusedBecauseOf({ tags, displayName: "Ledger" })).toBe(
      [
        conflict,
        'The client ID "my_app_dev" is taken by application <id> (displayName "Ledger"), which belongs to others (managed-by idcs-apps, stack proto/prod, team payments, owner payments@example.com).',
        "Choose another client ID (`name`), or import it with the resource option `import` or `pulumi import --generate-code=false`, id idcsEndpoint/http://127.0.0.1:19090/apps/<id>, after its owners have released it.",
      ].join("\n"),
    );
  });

  test("but of another resource of this stack is said to be", async () => {
    const tags = ownershipTags.map((tag) => (tag.key === "urn" ? { ...tag, value: "ffff" } : tag));
    expect(await refusedBecauseOf({ tags })).toBe(
      [
        conflict,
        'The displayName "my-app" is taken by application <id> (client ID "my_app_dev"), which belongs to another resource of this stack (managed-by idcs-apps, stack proto/dev, team payments).',
        "If it was only renamed, declare that with `was:` (or the resource option `aliases`); otherwise choose another displayName.",
      ].join("\n"),
    );
  });

  test("and is not found is what the domain says it is", async () => {
    world.stub.interrupt = ({ method }) => (method === "POST" ? scimError(409, "Busy.", "error.busy") : undefined);
    expect(await messageOf(create(world, appType, appInputs))).toBe(
      [
        'POST http://127.0.0.1:19090/admin/v1/Apps was refused: 409 "Busy." (error.busy).',
        "One with the same name may exist already: choose another name, or import the existing one with `pulumi import`.",
      ].join("\n"),
    );
  });
});
