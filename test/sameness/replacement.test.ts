import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, outputOf, type Program, roleGrant } from "./declared.ts";
import { shown, startWorld, type World, writes } from "./world.ts";

// One application for each property that cannot be changed in place, without a name of its own; and one with, whose role depends on it.

let world: World;
let before: Program;

beforeAll(async () => {
  world = await startWorld();
  before = {
    moved: app("Moved"),
    renamed: app("Renamed"),
    other: app("Other"),
    alias: app("Alias"),
    unmanaged: app("Unmanaged"),
    own: app("Own", { ...client, name: "own" }),
    role: roleGrant(outputOf("own", "id"), world.roles[0] ?? { app: "", role: "" }),
  };
  world.declare(before);
  await world.up();
});
afterAll(() => world?.close());

describe("a change that cannot be made in place", () => {
  it("is planned as a replacement, for exactly that property", async () => {
    world.declare({
      ...before,
      moved: app("Moved", { idcsEndpoint: world.proxy.url.replace("127.0.0.1", "localhost") }),
      renamed: app("Renamed", { name: "renamed" }),
      other: app("Other", { basedOnTemplate: { value: "CustomBrowserMobileTemplateId" } }),
      alias: app("Alias", { isAliasApp: true }),
      unmanaged: app("Unmanaged", { isUnmanagedApp: true, description: "changed too" }),
      own: app("Own", { ...client, name: "own", isUnmanagedApp: true }),
    });
    expect(await world.plan()).toEqual({
      moved: { op: "replace", changes: { idcsEndpoint: "update-replace" } },
      renamed: { op: "replace", changes: { name: "update-replace" } },
      other: { op: "replace", changes: { "basedOnTemplate.value": "update-replace" } },
      alias: { op: "replace", changes: { isAliasApp: "update-replace" } },
      unmanaged: { op: "replace", changes: { isUnmanagedApp: "update-replace", description: "add" } },
      own: { op: "replace", changes: { isUnmanagedApp: "update-replace" } },
      role: { op: "replace", changes: {} },
    });
  });

  it("of an application with a name of its own deletes before it creates, first what depends on it", async () => {
    world.declare({ ...before, own: app("Own", { ...client, name: "own", isUnmanagedApp: true }) });
    const old = await world.state();
    const requests = writes(await world.up());
    expect(shown(requests)).toEqual([
      "DELETE Grants/<id>",
      "PUT AppStatusChanger/<id>",
      "DELETE Apps/<id>",
      "POST Apps",
      "POST Grants",
    ]);
    const { own, role } = await world.state();
    expect(requests.map(({ path }) => path).slice(0, 3)).toEqual([
      `Grants/${old.role?.id}`,
      `AppStatusChanger/${old.own?.id}`,
      `Apps/${old.own?.id}`,
    ]);
    expect(own?.outputs.name).toBe("own");
    expect(role?.inputs.grantee).toMatchObject({ value: own?.id });
  });

  it("of an auto-named application creates a new one, then deactivates and deletes the old", async () => {
    const own = app("Own", { ...client, name: "own", isUnmanagedApp: true });
    before = { ...before, own, alias: app("Alias", client) };
    world.declare(before);
    await world.up();
    const old = (await world.state()).alias;
    world.declare({ ...before, alias: app("Alias 2", { ...client, isAliasApp: true }) });
    const requests = writes(await world.up());
    expect(shown(requests)).toEqual(["POST Apps", "PUT AppStatusChanger/<id>", "DELETE Apps/<id>"]);
    expect(requests.at(-1)?.path).toBe(`Apps/${old?.id}`);
    const { alias } = await world.state();
    expect(alias?.outputs.name).toMatch(/^alias-[0-9a-f]{7}$/);
    expect(alias?.outputs.name).not.toBe(old?.outputs.name);
  });

  it("of an auto-named application that keeps its display name needs deleteBeforeReplace", async () => {
    const alias = app("Alias 2", { ...client, isAliasApp: true });
    const replaced = (options = {}) => app("Other", { isUnmanagedApp: true }, options);
    world.declare({ ...before, alias, other: replaced() });
    const refused = await world.run("up", "--yes", "--skip-preview");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('409 "A App with displayName Other exists already."');
    expect(writes(refused)).toMatchObject([{ method: "POST", status: 409 }]);
    world.declare({ ...before, alias, other: replaced({ deleteBeforeReplace: true }) });
    expect(shown(writes(await world.up()))).toEqual(["DELETE Apps/<id>", "POST Apps"]);
  });
});
