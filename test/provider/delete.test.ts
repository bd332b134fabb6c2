import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "./protocol.ts";
import { type Interruption, scimError } from "./stub-domain.ts";
import { appInputs, appType, create, messageOf, ownedInputs, startWorld, urn, type World } from "./world.ts";

// An active application, and one that was never activated.

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function createAndDelete(active: boolean, interrupt: Interruption, extra = {}): Promise<string> {
  const { id, properties } = await create(world, appType, { ...appInputs, active, ...extra });
  world.stub.seen.length = 0;
  world.stub.interrupt = interrupt;
  return remove(id, properties);
}

async function remove(id: string, properties: Json, name = "app"): Promise<string> {
  const message = await messageOf(world.call("Delete", { id, urn: urn(appType, name), properties }));
  return message.replaceAll(id, "<id>");
}

/** What somebody else does to the application meanwhile. */
function changeByHand(change: Json): void {
  for (const app of world.stub.apps.values()) Object.assign(app, change);
}

const look = "GET /admin/v1/Apps/<id>?attributes=active";
const deactivation = "PUT /admin/v1/AppStatusChanger/<id> active=false";
const activation = "PUT /admin/v1/AppStatusChanger/<id> active=true";
const deletion = "DELETE /admin/v1/Apps/<id>";

const log = (): string[] =>
  world.stub.seen.map(({ method, url, body }) => {
    const active = body === null ? "" : ` active=${body.active}`;
    return `${method} ${url.replace(/[0-9a-f]{32}/, "<id>")}${active}`;
  });

const refuseDelete: Interruption = ({ method }) =>
  method === "DELETE" ? scimError(400, "The App is in use.", "error.apps.app.inUse") : undefined;

describe("deleting an application", () => {
  test("that the domain refuses to delete leaves it active and says so", async () => {
    expect(await createAndDelete(true, refuseDelete)).toBe(
      [
        'DELETE http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 400 "The App is in use." (error.apps.app.inUse).',
        "The application had been deactivated to be deleted; it is active again.",
      ].join("\n"),
    );
    expect(log()).toEqual([look, deactivation, deletion, activation]);
    expect([...world.stub.apps.values()].map(({ active }) => active)).toEqual([true]);
  });

  test("says so too when it cannot be activated again", async () => {
    const interrupt: Interruption = (request, act) =>
      request.body?.active === true ? scimError(500, "Out of order.", "error.internal") : refuseDelete(request, act);
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        'DELETE http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 400 "The App is in use." (error.apps.app.inUse).',
        'The application had been deactivated to be deleted and is still inactive, because activating it failed too: PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was refused: 500 "Out of order." (error.internal).',
        "Run it again; if it keeps failing, Oracle Support can find the request by its opc-request-id.",
        "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.",
      ].join("\n"),
    );
  });

  test("that cannot be deactivated deletes nothing", async () => {
    const interrupt: Interruption = ({ url }) =>
      url.includes("AppStatusChanger") ? scimError(403, "Not allowed.", "error.forbidden") : undefined;
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        'PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was refused: 403 "Not allowed." (error.forbidden).',
        "The user of this key needs the role Application Administrator in the identity domain.",
      ].join("\n"),
    );
    expect(log()).toEqual([look, deactivation]);
  });

  test("whose answer was lost is done if it is gone when it is to be activated again", async () => {
    const interrupt: Interruption = ({ method }) => {
      if (method !== "DELETE") return undefined;
      world.stub.apps.clear();
      throw new TypeError("connection lost");
    };
    expect(await createAndDelete(true, interrupt)).toBe("");
  });

  test("deactivates it first", async () => {
    expect(await createAndDelete(true, () => undefined)).toBe("");
    expect(log()).toEqual([look, deactivation, deletion]);
  });

  test("does not deactivate an inactive one", async () => {
    expect(await createAndDelete(false, () => undefined)).toBe("");
    expect(log()).toEqual([deletion]);
  });

  test("passes forceDelete on", async () => {
    expect(await createAndDelete(false, () => undefined, { forceDelete: true })).toBe("");
    expect(log()).toEqual(["DELETE /admin/v1/Apps/<id>?forceDelete=true"]);
  });

  test("that is gone already succeeds", async () => {
    const gone: Interruption = () => scimError(404, "App not found.", "error.common.entity.notFound");
    expect(await createAndDelete(true, gone)).toBe("");
  });

  test("that an administrator has deactivated never activates it", async () => {
    const { id, properties } = await create(world, appType, appInputs);
    changeByHand({ active: false });
    world.stub.seen.length = 0;
    world.stub.interrupt = refuseDelete;
    expect(await remove(id, properties)).toBe(
      'DELETE http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 400 "The App is in use." (error.apps.app.inUse).',
    );
    expect(log()).toEqual([look, deletion, look]);
  });

  test("that is active although the state has it as inactive deactivates it then", async () => {
    const { id, properties } = await create(world, appType, { ...appInputs, active: false });
    changeByHand({ active: true });
    world.stub.seen.length = 0;
    expect(await remove(id, properties)).toBe("");
    expect(log()).toEqual([deletion, look, deactivation, deletion]);
  });

  test("whose deactivation got no answer activates it again", async () => {
    const interrupt: Interruption = (request, act) => {
      if (request.body?.active !== false) return undefined;
      act();
      throw new TypeError("connection lost");
    };
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        "PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was sent and got no answer (no answer).",
        "It may have taken effect all the same: run `pulumi refresh`.",
        "The application had been deactivated to be deleted; it is active again.",
      ].join("\n"),
    );
    expect([...world.stub.apps.values()].map(({ active }) => active)).toEqual([true]);
  });

  test("of a stack costs one list for all of them and two requests for each", async () => {
    const apps = await Promise.all(
      [1, 2, 3].map((number) =>
        create(world, appType, { ...ownedInputs, displayName: `app-${number}`, name: `app${number}` }, `app${number}`),
      ),
    );
    world.stub.seen.length = 0;
    await Promise.all(apps.map(({ id, properties }, index) => remove(id, properties, `app${index + 1}`)));
    expect(world.stub.apps.size).toBe(0);
    expect(log().toSorted()).toEqual([
      ...Array(3).fill(deletion),
      "GET /admin/v1/Apps?attributes=active&count=1000&filter=tags%5Bkey+eq+%22stack%22+and+value+eq+%22proto%2Fdev%22%5D",
      ...Array(3).fill(deactivation),
    ]);
  });
});

describe("a delete that was killed after the deactivation", () => {
  async function killed(): Promise<{ id: string; inputs: Json; properties: Json }> {
    const created = await create(world, appType, ownedInputs);
    world.stub.interrupt = ({ method, body }) => {
      if (method === "DELETE" || body?.active === true) throw new TypeError("killed");
      return undefined;
    };
    await remove(created.id, created.properties);
    world.stub.interrupt = () => undefined;
    world = await world.restart();
    return created;
  }

  const diff = ({ id, inputs, properties }: { id: string; inputs: Json; properties: Json }): Promise<Json> =>
    world.call("Diff", { id, urn: urn(appType), olds: properties, news: inputs });

  test("is completed by the next one", async () => {
    const { id, properties } = await killed();
    expect(await remove(id, properties)).toBe("");
    expect(world.stub.apps.size).toBe(0);
  });

  test("is noticed by the next up, which activates the application with one PUT", async () => {
    const app = await killed();
    world.stub.seen.length = 0;
    expect(await diff(app)).toMatchObject({
      changes: "DIFF_SOME",
      diffs: ["active"],
      detailedDiff: { active: { kind: "UPDATE" } },
    });
    const { id, inputs, properties } = app;
    await world.call("Update", { id, urn: urn(appType), olds: properties, news: inputs });
    expect(world.stub.apps.get(id)?.active).toBe(true);
    expect(world.stub.seen.map(({ method }) => method)).toEqual(["PUT"]);
    expect(await diff(app)).toMatchObject({ changes: "DIFF_NONE" });
  });

  test("is as one that was cancelled there", async () => {
    const created = await create(world, appType, ownedInputs);
    world.stub.interrupt = async ({ method }) => {
      if (method !== "DELETE") return undefined;
      await world.call("Cancel", {});
      throw new TypeError("cancelled");
    };
    expect((await remove(created.id, created.properties)).split("\n").at(-1)).toBe(
      "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.",
    );
    world = await world.restart();
    expect(await diff(created)).toMatchObject({ diffs: ["active"] });
  });

  test("is nothing to an application that is gone", async () => {
    const app = await killed();
    world.stub.apps.clear();
    expect(await remove(app.id, app.properties)).toBe("");
    expect(await diff(app)).toMatchObject({ changes: "DIFF_NONE" });
  });
});

describe("an update of an application that is gone", () => {
  test("says how to create it again", async () => {
    const { id, inputs, properties } = await create(world, appType, appInputs);
    world.stub.apps.clear();
    const update = world.call("Update", {
      id,
      urn: urn(appType),
      olds: properties,
      news: { ...inputs, description: "second" },
    });
    expect((await messageOf(update)).replaceAll(id, "<id>")).toBe(
      [
        'PUT http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 404 "App <id> not found." (error.common.entity.notFound).',
        "It no longer exists: `pulumi refresh` removes it from the state, and `pulumi up` then creates it again.",
      ].join("\n"),
    );
  });
});
