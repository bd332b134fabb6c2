import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client } from "./declared.ts";
import { shown, startWorld, type World } from "./world.ts";

// An application without a name of the program's own, and one with.
const nameless = app("Nameless", client);
const named = app("Named", { ...client, name: "chosen" });

let world: World;
let name: unknown;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

describe("the name of an application", () => {
  it("is made of the logical name and seven digits, and is sent", async () => {
    world.declare({ nameless, named });
    const { requests } = await world.up();
    name = (await world.state()).nameless?.outputs.name;
    expect(name).toMatch(/^nameless-[0-9a-f]{7}$/);
    expect(requests.map(({ body }) => body?.name).sort()).toEqual(["chosen", name]);
  });

  it("is noted in __defaults only if it was made", async () => {
    const state = await world.state();
    expect(state.nameless?.inputs).toEqual({
      __defaults: ["name"],
      active: true,
      allowedGrants: ["client_credentials"],
      basedOnTemplate: { __defaults: [], value: "CustomWebAppTemplateId" },
      clientType: "confidential",
      displayName: "Nameless",
      idcsEndpoint: world.proxy.url,
      isOauthClient: true,
      name,
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    });
    expect(state.named?.inputs).toMatchObject({ __defaults: [], name: "chosen" });
  });

  it("stays in updates and refreshes, and with it the note", async () => {
    const described = { ...client, description: "changed" };
    world.declare({ nameless: app("Nameless", described), named: app("Named", { ...described, name: "chosen" }) });
    expect(shown((await world.up()).requests)).toEqual(["PUT Apps/<id>", "PUT Apps/<id>"]);
    await world.refresh();
    expect(await world.plan()).toEqual({});
    const state = await world.state();
    expect(state.nameless?.inputs).toMatchObject({ __defaults: ["name"], name });
    expect(state.nameless?.outputs.name).toBe(name);
    expect(state.named?.inputs.name).toBe("chosen");
    expect(state.named?.outputs.name).toBe("chosen");
  });

  it("stays when the program no longer gives it", async () => {
    world.declare({ nameless, named: app("Named", client) });
    expect((await world.up("--expect-no-changes")).requests).toEqual([]);
    expect((await world.state()).named?.inputs).toMatchObject({ __defaults: ["name"], name: "chosen" });
  });

  it("follows the project's own naming rule", async () => {
    const rule = ["config", "set", "--path", "pulumi:autonaming.pattern", `\${name}_\${stack}`];
    expect(await world.run(...rule)).toMatchObject({ code: 0 });
    world.declare({ nameless, named: app("Named", client), ruled: app("Ruled") });
    expect((await world.up()).requests.map(({ body }) => body?.name)).toEqual(["ruled_dev"]);
    expect((await world.state()).ruled?.inputs).toMatchObject({ __defaults: ["name"], name: "ruled_dev" });
  });

  it("is the domain's own where the project wants none made", async () => {
    await world.run("config", "rm", "--path", "pulumi:autonaming.pattern");
    const rule = ["config", "set", "--path", "pulumi:autonaming.mode", "disabled"];
    expect(await world.run(...rule)).toMatchObject({ code: 0 });
    world.declare({ nameless, named: app("Named", client), ruled: app("Ruled"), unnamed: app("Unnamed") });
    expect((await world.up()).requests.map(({ body }) => body?.name)).toEqual([undefined]);
    const { inputs, outputs } = (await world.state()).unnamed ?? {};
    expect(Object.keys(inputs ?? {}).sort()).toEqual([
      "__defaults",
      "basedOnTemplate",
      "displayName",
      "idcsEndpoint",
      "schemas",
    ]);
    expect(outputs?.name).toMatch(/^[0-9a-f]{32}$/);
    expect(await world.plan()).toEqual({});
  });
});
