import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../identity-domain/json.ts";
import { app, client, outputOf, roleGrant } from "./declared.ts";
import { shown, startWorld, type World, writes } from "./world.ts";

// An application with a role of Oracle Integration, which somebody then changes and deletes by hand.
let world: World;
beforeAll(async () => {
  world = await startWorld();
  world.declare({
    app: app("App", { ...client, description: "declared" }),
    role: roleGrant(outputOf("app", "id"), world.roles[0] ?? { app: "", role: "" }),
  });
  await world.up();
});
afterAll(() => world?.close());

const idOf = async (name: string): Promise<string> => (await world.state())[name]?.id ?? "";

async function changeByHand(changes: JsonObject): Promise<void> {
  const id = await idOf("app");
  const found = await world.administrator.read("Apps", id);
  await world.administrator.replace("Apps", id, { ...found, ...changes });
}

describe("what was changed by hand", () => {
  it("is not noticed without a refresh", async () => {
    await changeByHand({ description: "by hand", allowedGrants: ["password"] });
    expect((await world.up()).requests).toEqual([]);
  });

  it("is shown by a refresh, which writes nothing", async () => {
    const { output, requests } = await world.run("refresh", "--yes", "--skip-preview", "--diff");
    expect(output).toContain('~ description  : "declared" => "by hand"');
    expect(output).toContain('~ [0]: "client_credentials" => "password"');
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect((await world.state()).app?.outputs).toMatchObject({ description: "by hand", allowedGrants: ["password"] });
  });

  it("is planned like any other change, and put back with one PUT", async () => {
    expect(await world.plan()).toEqual({
      app: { op: "update", changes: { "allowedGrants[0]": "update", description: "update" } },
    });
    const { requests } = await world.up();
    expect(shown(requests)).toEqual(["PUT Apps/<id>"]);
    expect(requests[0]?.body).toMatchObject({ description: "declared", allowedGrants: ["client_credentials"] });
  });

  it("in what the program does not say is taken into the state and left alone", async () => {
    await changeByHand({ loginPageUrl: "https://by.hand.example/login", accessTokenExpiry: 1200 });
    expect(writes(await world.up("--refresh"))).toEqual([]);
    expect((await world.state()).app?.outputs).toMatchObject({ accessTokenExpiry: 1200 });
  });

  it("is noticed if it is the status: a deactivated application is activated again", async () => {
    await world.administrator.changeStatus(await idOf("app"), false);
    const { requests } = await world.up("--refresh");
    expect(requests.filter(({ method }) => method !== "GET")).toMatchObject([
      { method: "PUT", body: { active: true } },
    ]);
    expect(await world.administrator.read("Apps", await idOf("app"))).toMatchObject({ active: true });
  });
});

describe("what was deleted by hand", () => {
  it("is dropped by a refresh and created again, with what depends on it", async () => {
    const id = await idOf("app");
    await world.administrator.changeStatus(id, false);
    await world.administrator.remove("Apps", id);
    await world.refresh();
    expect(Object.keys(await world.state())).not.toContain("app");
    expect(Object.keys(await world.state())).not.toContain("role");
    expect(shown((await world.up()).requests)).toEqual(["POST Apps", "POST Grants"]);
    expect(await idOf("app")).not.toBe(id);
  });

  it("counts as deleted when the stack is destroyed", async () => {
    await world.administrator.remove("Grants", await idOf("role"));
    expect(await world.run("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await world.state()).toEqual({});
  });
});
