import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, type Program } from "./declared.ts";
import { startWorld, type World } from "./world.ts";

// An active application that is protected, one that is to be retained, and a plain one.
const declared: Program = {
  protected: app("Protected", { ...client, name: "protected" }, { protect: true }),
  retained: app("Retained", client, { retainOnDelete: true }),
  plain: app("Plain", client),
};

let world: World;
let ids: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  world.declare(declared);
  await world.up();
  ids = Object.fromEntries(Object.entries(await world.state()).map(([name, { id }]) => [name, id]));
});
afterAll(() => world?.close());

const isActive = async (name: string): Promise<unknown> =>
  (await world.administrator.read("Apps", ids[name] ?? "")).active;

describe("a protected application", () => {
  it("is neither deactivated nor deleted when it is removed or must be replaced", async () => {
    const { protected: _, ...others } = declared;
    const renamed = app("Protected", { ...client, name: "renamed" }, { protect: true });
    for (const program of [others, { ...declared, protected: renamed }]) {
      world.declare(program);
      const { code, output, requests } = await world.run("up", "--yes", "--skip-preview");
      expect({ code, requests }).toEqual({ code: 1, requests: [] });
      expect(output).toContain("protected");
    }
    expect(await isActive("protected")).toBe(true);
  });
});

describe("a retained application", () => {
  it("leaves the state when it is removed, and stays active in the domain", async () => {
    const { retained: _, ...others } = declared;
    world.declare(others);
    expect((await world.up()).requests).toEqual([]);
    expect(await world.state()).not.toHaveProperty("retained");
    expect(await isActive("retained")).toBe(true);
  });
});

describe("destroying the stack", () => {
  it("deletes what is neither protected nor retained, and touches nothing else", async () => {
    const { code, requests } = await world.run("destroy", "--yes", "--skip-preview");
    expect(code).toBe(1);
    expect(new Set(requests.map(({ path }) => path.replace(/^\w+\/|\?.*$/g, "")))).toEqual(new Set([ids.plain]));
    expect(requests.at(-1)).toMatchObject({ method: "DELETE", status: 204 });
    expect(Object.keys(await world.state())).toContain("protected");
    expect(await isActive("protected")).toBe(true);
    expect(await isActive("retained")).toBe(true);
  });
});
