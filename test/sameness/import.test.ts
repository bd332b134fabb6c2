import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, type Declared, leastApp, outputOf, type RoleOfApp, roleGrant } from "./declared.ts";
import { shown, startWorld, type World } from "./world.ts";

// Two applications and an assignment that were made by hand, in the words of the domain.
const byHand = {
  ...leastApp,
  active: true,
  isOAuthClient: true,
  clientType: "confidential",
  allowedGrants: ["client_credentials"],
};

let world: World;
let role: RoleOfApp;
let ids: { option: string; command: string; role: string; other?: string };
let adopted: Record<"option" | "role", Declared>;
const other = app("Other", { ...client, description: "adopted" });

beforeAll(async () => {
  world = await startWorld();
  role = world.roles[0] ?? { app: "", role: "" };
  const { administrator } = world;
  const option = (await administrator.create("Apps", { ...byHand, displayName: "Option" })).id;
  const command = (await administrator.create("Apps", { ...byHand, displayName: "Command" })).id;
  const { args } = roleGrant(option, role);
  ids = { option, command, role: (await administrator.create("Grants", args)).id };
});
afterAll(() => world?.close());

describe("the resource option import", () => {
  it("takes over by the official plugin's ids, with requests that only read", async () => {
    const at = (path: string) => ({ import: `idcsEndpoint/${world.proxy.url}/${path}` });
    adopted = {
      option: app("Option", client, at(`apps/${ids.option}`)),
      role: roleGrant(outputOf("option", "id"), role, {}, at(`grants/${ids.role}`)),
    };
    world.declare(adopted);
    const { requests } = await world.up();
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET Apps/${ids.option}`,
      // Whether the state may have the secret; the official plugin does not ask.
      `GET Apps/${ids.option}?attributes=tags`,
      `GET Grants/${ids.role}`,
    ]);
  });

  it("stores the domain's own ids, and then finds no difference, with the option and without", async () => {
    const state = await world.state();
    expect([state.option?.id, state.role?.id]).toEqual([ids.option, ids.role]);
    expect(state.option?.outputs.clientSecret).toHaveProperty("ciphertext");
    expect(await world.plan()).toEqual({});
    world.declare({
      option: app("Option", client),
      role: roleGrant(outputOf("option", "id"), role),
    });
    expect(await world.plan()).toEqual({});
    expect((await world.refresh("--expect-no-changes")).output).toContain("unchanged");
  });

  it("writes what the program says otherwise with one PUT", async () => {
    const id = (await world.administrator.create("Apps", { ...byHand, displayName: "Other" })).id;
    const options = { import: `idcsEndpoint/${world.proxy.url}/apps/${id}` };
    world.declare({ ...adopted, other: { ...other, options } });
    const { requests } = await world.up();
    expect(shown(requests)).toEqual(["GET Apps/<id>", "GET Apps/<id>", "PUT Apps/<id>"]);
    expect(requests[2]?.body).toMatchObject({ id, description: "adopted" });
    ids = { ...ids, other: id };
    world.declare({ ...adopted, other });
    expect(await world.plan()).toEqual({});
  });

  it("of an id that the domain does not have fails and stores nothing", async () => {
    const option = { import: `idcsEndpoint/${world.proxy.url}/apps/${"0".repeat(32)}` };
    world.declare({ ...adopted, other, gone: app("Gone", client, option) });
    expect((await world.run("up", "--yes", "--skip-preview")).code).not.toBe(0);
    expect(await world.state()).not.toHaveProperty("gone");
  });
});

describe("pulumi import", () => {
  it("takes over without generated code, and a program that says the same changes nothing", async () => {
    const type = "oci:Identity/domainsApp:DomainsApp";
    const id = `idcsEndpoint/${world.proxy.url}/apps/${ids.command}`;
    const imported = await world.run(
      ...["import", "--yes", "--skip-preview", "--generate-code=false", "--protect=false", type, "command", id],
    );
    expect(imported).toMatchObject({ code: 0 });
    expect(new Set(shown(imported.requests))).toEqual(new Set(["GET Apps/<id>"]));
    const { command } = await world.state();
    expect(command?.id).toBe(ids.command);
    expect(command?.inputs).toMatchObject({ displayName: "Command", idcsEndpoint: world.proxy.url });
    world.declare({ ...adopted, other, command: app("Command", client) });
    expect(await world.plan()).toEqual({});
  });
});

describe("the resource option import, left in the program after the application was changed", () => {
  // The engine forgets the import when it updates the resource, imports it again and deletes "the old one": the same.
  it("deletes nothing", async () => {
    const { other: id = "" } = ids;
    const options = { import: `idcsEndpoint/${world.proxy.url}/apps/${id}` };
    world.declare({ ...adopted, other: { ...other, options }, command: app("Command", client) });
    await world.up();
    expect((await world.state()).other?.id).toBe(id);
    expect(await world.administrator.read("Apps", id)).toMatchObject({ active: true, displayName: "Other" });
  });
});
