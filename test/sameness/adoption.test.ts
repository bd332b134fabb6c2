import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Args, app, type Declared, leastApp } from "./declared.ts";
import { integrationApp, shown, startWorld, type World } from "./world.ts";

// Oracle Integration's own application, adopted by its OCID: what only this project's plugin does.

let world: World;
let oracles: Record<string, unknown>;

const whole = async (): Promise<Record<string, unknown>> => ({
  ...(await world.administrator.read("Apps", integrationApp, { query: { attributeSets: ["default", "request"] } })),
});

const managed = (args: Args): Declared =>
  app(String(oracles.displayName), { ocid: String(oracles.ocid), ...args }, { retainOnDelete: true });

beforeAll(async () => {
  world = await startWorld();
  oracles = await whole();
});
afterAll(() => world?.close());

describe("an application that is given its ocid", () => {
  it("is planned as one to create, and nothing is asked", async () => {
    world.declare({ finance: managed({ description: "managed" }) });
    const { requests } = await world.run("preview");
    expect(requests).toEqual([]);
    expect(await world.plan()).toMatchObject({ finance: { op: "create" } });
  });

  it("is adopted: read, and changed with one PUT in what the program says", async () => {
    const { requests } = await world.up();
    expect(requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`)).toEqual([
      `GET Apps/${oracles.ocid}`,
      `PUT Apps/${integrationApp}`,
    ]);
    const { meta: _, idcsLastModifiedBy: __, ...found } = await whole();
    const { meta: ___, idcsLastModifiedBy: ____, ...before } = oracles;
    expect(found).toEqual({ ...before, description: "managed" });
    expect((await world.state()).finance).toMatchObject({ id: integrationApp, inputs: leastApp });
  });

  it("has no difference afterwards, nor after a refresh", async () => {
    expect((await world.up("--expect-no-changes")).requests).toEqual([]);
    await world.refresh("--expect-no-changes");
    expect((await world.up("--expect-no-changes")).requests).toEqual([]);
  });

  it("is changed again, with a look before it", async () => {
    world.declare({ finance: managed({ description: "managed", accessTokenExpiry: 600 }) });
    expect(await world.plan()).toEqual({ finance: { op: "update", changes: { accessTokenExpiry: "add" } } });
    expect(shown((await world.up()).requests)).toEqual(["GET Apps/<id>", "PUT Apps/<id>"]);
    expect(await world.plan()).toEqual({});
  });

  it("is refused in a sentence when the domain has none, and nothing is stored", async () => {
    const other = { ...managed({}), args: { ...managed({}).args, ocid: "ocid1.domainapp.oc1..none" } };
    world.declare({ finance: managed({ description: "managed", accessTokenExpiry: 600 }), other });
    const { code, output } = await world.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("has no application with the ocid ocid1.domainapp.oc1..none, which is to be adopted.");
    expect(await world.state()).not.toHaveProperty("other");
  });

  it("stays as it is when a forced replacement or a destroy lets it go", async () => {
    world.declare({ finance: managed({ description: "managed", accessTokenExpiry: 600 }) });
    const before = await whole();
    const { urn = "" } = (await world.state()).finance ?? {};
    const { requests } = await world.up("--replace", urn);
    expect(requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
    expect((await world.run("destroy", "--yes", "--skip-preview")).requests).toEqual([]);
    expect(await whole()).toEqual(before);
  });
});
