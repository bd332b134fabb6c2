import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, outputOf, type Program, roleGrant } from "./declared.ts";
import { shown, startWorld, type World } from "./world.ts";

/** With it, a preview sees that a name is taken. */
const listOfNames = "Apps?attributes=displayName%2Cname%2Ctags%2CisOPCService&count=1000";

// An application, and others that take values from it which only the domain can tell.
let world: World;
let program: Program;

beforeAll(async () => {
  world = await startWorld();
  program = {
    base: app("base", client),
    named: app(outputOf("base", "id")),
    scoped: app("scoped", { ...client, allowedScopes: [{ fqs: outputOf("base", "ocid") }] }),
    tagged: app("tagged", { tags: [{ key: "of", value: outputOf("base", "id") }], attributeSets: ["all"] }),
    granted: roleGrant(outputOf("base", "id"), world.roles[0] ?? { app: "", role: "" }),
  };
});
afterAll(() => world?.close());

describe("values that are not known yet", () => {
  it("are previewed, wherever they are, with one list of the names that are known", async () => {
    world.declare({
      ...program,
      template: app("template", { basedOnTemplate: { value: outputOf("base", "id") } }),
      endpoint: app("endpoint", { idcsEndpoint: outputOf("base", "id") }),
      flag: app("flag", { active: outputOf("base", "id"), allowedGrants: outputOf("base", "id") }),
    });
    const { code, output, requests } = await world.run("preview", "--diff");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(requests.map(({ path }) => path)).toEqual([listOfNames]);
    expect(output).toContain("+ 9 to create");
    expect(output).toMatch(/displayName *: \[unknown\]/);
  });

  it("are sent when they are known", async () => {
    world.declare({ ...program, scoped: app("scoped", client) });
    const { requests } = await world.up();
    expect(shown(requests).sort()).toEqual(["POST Apps", "POST Apps", "POST Apps", "POST Apps", "POST Grants"]);
    const { base, named, tagged, granted } = await world.state();
    expect(named?.outputs.displayName).toBe(base?.id);
    expect(tagged?.outputs.tags).toEqual([{ key: "of", value: base?.id }]);
    expect(granted?.outputs.grantee).toMatchObject({ value: base?.id });
  });

  it("are planned as changes of what depends on a replaced application, and written once they are known", async () => {
    const replaced = {
      ...program,
      scoped: app("scoped", client),
      base: app("base 2", { ...client, isAliasApp: true }),
    };
    world.declare(replaced);
    const from = world.proxy.seen.length;
    expect(await world.plan()).toEqual({
      base: { op: "replace", changes: { displayName: "update", isAliasApp: "update-replace" } },
      named: { op: "update", changes: { displayName: "update" } },
      tagged: { op: "update", changes: { "tags[0].value": "update" } },
      granted: { op: "replace", changes: { "grantee.value": "update-replace" } },
    });
    expect(world.proxy.seen.slice(from).map(({ path }) => path)).toEqual([listOfNames]);
    await world.up();
    const { base, named, granted } = await world.state();
    expect(named?.outputs.displayName).toBe(base?.id);
    expect(granted?.outputs.grantee).toMatchObject({ value: base?.id });
    expect(await world.plan()).toEqual({});
  });
});
