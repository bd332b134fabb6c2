import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../provider/values/property-values.ts";
import { kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  idcsEndpoint,
  messageOf,
  messageWithoutIds,
  ownedInputs,
  ownershipTags,
  scimError,
  startWorld,
  urn,
  type World,
} from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const listOfApps = "GET Apps?attributes=displayName%2Cname%2Ctags%2CisOPCService&count=1000";

const preview = (properties: Json, { type = appType, name = "app" } = {}): Promise<Json> =>
  world.call("Create", { urn: urn(type, name), properties: { idcsEndpoint, ...properties }, preview: true });

/** An application that is not in the program. */
async function byHand(inputs: Json): Promise<string> {
  const { idcsEndpoint: _, isOauthClient: isOAuthClient, ...app } = appInputs;
  return (await world.administrator.create("Apps", { ...app, isOAuthClient, ...inputs } as never)).id;
}

describe("the preview of an application", () => {
  it.each([
    [
      "display name",
      { displayName: "MY-APP", name: "other" },
      'displayName "MY-APP"',
      'client ID "other"',
      "displayName",
    ],
    [
      "client ID",
      { displayName: "Other", name: "MY_APP_dev" },
      'client ID "MY_APP_dev"',
      'displayName "Other"',
      "client ID (`name`)",
    ],
  ])(
    "is refused if an application has its %s, in the words of the refusal of the POST",
    async (_, app, taken, also, other) => {
      await byHand(app);
      const planned = await messageWithoutIds(preview(ownedInputs));
      expect(planned.split("\n")).toEqual([
        `The ${taken} is taken by application <id> (${also}), which has no ownership tags: it was created by hand or by another tool.`,
        `Choose another ${other}. That application is left as it is: somebody may depend on it.`,
      ]);
      const done = await messageWithoutIds(world.create(appType, ownedInputs));
      expect(done.split("\n").slice(1)).toEqual(planned.split("\n"));
    },
  );

  it("gives the line that adopts the application, if a team's manifest declares the client", async () => {
    await byHand({ displayName: "my-app", name: "5e4f" });
    const inputs = { ...ownedInputs, tags: [...ownershipTags, { key: "client", value: "ledger" }] };
    expect((await messageWithoutIds(preview(inputs))).split("\n")).toEqual([
      'The displayName "my-app" is taken by application <id> (client ID "5e4f"), which has no ownership tags: it was created by hand or by another tool.',
      "Choose another displayName. That application is left as it is: somebody may depend on it.",
      'If that application is to be managed here, add `adopt: "5e4f"` to payments/ledger: it keeps its client ID and secret.',
    ]);
  });

  it("gives no such line for an application of Oracle's, which cannot be adopted", async () => {
    const query = { filter: 'displayName eq "OICINST_finance"' };
    const [oracles] = await world.administrator.listAll("Apps", { query });
    const displayName = "OICINST_finance";
    const tags = [...ownershipTags, { key: "client", value: "ledger" }];
    expect((await messageWithoutIds(preview({ ...ownedInputs, displayName, tags }))).split("\n")).toEqual([
      `The displayName "OICINST_finance" is taken by application <id> (client ID "${oracles?.name}"), which is Oracle's own.`,
      "Choose another displayName. That application is left as it is: somebody may depend on it.",
    ]);
  });

  it("names every application that has one of its names", async () => {
    await byHand({ displayName: "my-app", name: "one" });
    await byHand({ displayName: "two", name: "my_app_dev" });
    expect((await messageOf(preview(ownedInputs))).match(/is taken by/g)).toHaveLength(2);
  });

  it("requests one list in each run, without secrets, however many applications there are", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `new-${index}`);
    await Promise.all(names.map((name) => preview({ ...appInputs, name, displayName: name }, { name })));
    await preview(ownedInputs);
    expect(world.logWithQueries()).toEqual([listOfApps]);
    await world.restart();
    await preview(ownedInputs);
    expect(world.logWithQueries()).toEqual([listOfApps]);
  });

  it("is a creation if the application is the resource's own, from a run that was killed", async () => {
    await world.create(appType, ownedInputs);
    await world.restart();
    expect((await preview(ownedInputs)).properties).toMatchObject({ displayName: "my-app" });
  });

  it("is refused if the application is another resource's of the stack", async () => {
    const tags = ownershipTags.map((tag) => (tag.key === "urn" ? { ...tag, value: "ffff" } : tag));
    await world.create(appType, { ...ownedInputs, tags }, "other");
    await world.restart();
    expect(await messageOf(preview(ownedInputs))).toContain("If it was only renamed, declare that with `was:`");
  });

  it.each([
    ["the display name", { displayName: UNKNOWN, name: "free" }],
    ["the domain", { idcsEndpoint: UNKNOWN }],
    ["a tag", { tags: [...ownershipTags.slice(0, 2), { key: "urn", value: UNKNOWN }] }],
    ["the list of tags", { tags: UNKNOWN }],
  ])("is a creation if %s is not known yet", async (_, unknown) => {
    await byHand({ displayName: "my-app" });
    await preview({ ...ownedInputs, ...unknown });
  });

  it("compares the client ID if only the display name is not known yet", async () => {
    await byHand({ displayName: "other", name: "my_app_dev" });
    expect(await messageOf(preview({ ...ownedInputs, displayName: UNKNOWN }))).toContain('The client ID "my_app_dev"');
  });

  it("is a creation if the application is the one that it replaces", async () => {
    const { tags: _, ...bare } = ownedInputs;
    const held = await world.create(appType, bare);
    await world.restart();
    await world.diff(held, { ...bare, isAliasApp: true });
    await preview({ ...bare, isAliasApp: true });
  });

  it("is refused if the application that has the name is changed in the same run, and keeps it", async () => {
    const held = await world.create(appType, { ...appInputs, name: "one" }, "one");
    await world.restart();
    await world.diff(held, { ...appInputs, name: "one", description: "second" });
    expect(await messageOf(preview(ownedInputs))).toContain('The displayName "my-app" is taken by');
  });

  it("is a creation if the application that has the name is renamed in the same run", async () => {
    const held = await world.create(appType, { ...appInputs, name: "one" }, "one");
    await world.restart();
    await world.diff(held, { ...appInputs, name: "one", displayName: "renamed" });
    await preview(ownedInputs);
  });

  it("fails if the domain refuses the list, and the list is requested again", async () => {
    world.interrupt = () => scimError(400, "Busy.", "error.busy");
    expect(await messageOf(preview(ownedInputs))).toMatch(/^GET .*Apps.* was refused: 400 "Busy\."/);
    world.interrupt = () => undefined;
    await preview(ownedInputs);
    expect(world.logWithQueries()).toEqual([listOfApps, listOfApps]);
  });
});

describe("the preview of a change of an application", () => {
  const change = ({ id, name, properties: olds }: Awaited<ReturnType<World["create"]>>, news: Json): Promise<Json> =>
    world.call("Update", { urn: urn(appType, name), id, olds, news: { ...ownedInputs, ...news }, preview: true });

  it("is refused if another application has the new display name, in the words of the refusal of the PUT", async () => {
    await byHand({ displayName: "Ledger", name: "byhand" });
    const held = await world.create(appType, ownedInputs);
    expect((await messageWithoutIds(change(held, { displayName: "Ledger" }))).split("\n")).toEqual([
      'The displayName "Ledger" is taken by application <id> (client ID "byhand"), which has no ownership tags: it was created by hand or by another tool.',
      "Choose another displayName, or change that one first.",
    ]);
  });

  it("requests nothing if the names stay", async () => {
    const held = await world.create(appType, ownedInputs);
    world.sent.length = 0;
    await change(held, { description: "second" });
    expect(world.sent).toEqual([]);
  });

  it("may change the case of its own display name", async () => {
    const held = await world.create(appType, ownedInputs);
    await change(held, { displayName: "My-App" });
  });
});

describe("the preview of a network perimeter", () => {
  it("is refused if another one has its name, with one list in each run", async () => {
    const { type, inputs } = (await kindsIn(world)).perimeter;
    await world.create(type, { ...inputs, tags: [] }, "other");
    await world.restart();
    expect(await messageWithoutIds(preview(inputs, { type }))).toMatch(
      /^The name "office" is taken by network perimeter <id>, which has no ownership tags/,
    );
    await preview({ ...inputs, name: "free" }, { type, name: "free" });
    expect(world.logWithQueries()).toEqual(["GET NetworkPerimeters?attributes=name%2Ctags&count=1000"]);
  });

  it("is a creation if it is the resource's own, from a run that was killed", async () => {
    const { type, inputs } = (await kindsIn(world)).perimeter;
    await world.create(type, inputs);
    await world.restart();
    await preview(inputs, { type });
  });
});

describe("the preview of a user", () => {
  it("is refused if another one has its name, which alone is asked for", async () => {
    const { type, inputs } = (await kindsIn(world)).user;
    await world.create(type, { ...inputs, tags: [] }, "other");
    await world.restart();
    expect(await messageWithoutIds(preview({ ...inputs, userName: "PAYMENTS_LEDGER_DEV" }, { type }))).toMatch(
      /^The userName "payments_ledger_dev" is taken by user <id>, which has no ownership tags[\s\S]*That user is left as it is/,
    );
    expect(world.logWithQueries()).toEqual([
      "GET Users?attributes=userName%2Ctags&count=1000&filter=userName+eq+%22PAYMENTS_LEDGER_DEV%22",
    ]);
  });

  it("is a creation if it is the resource's own, from a run that was killed", async () => {
    const { type, inputs } = (await kindsIn(world)).user;
    await world.create(type, inputs);
    await world.restart();
    await preview(inputs, { type });
  });
});
