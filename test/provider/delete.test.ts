import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Interruption, scimError } from "./stub-domain.ts";
import { appInputs, appType, create, startWorld, urn, type World } from "./world.ts";

// An active application, and one that was never activated.

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function createAndDelete(active: boolean, interrupt: Interruption, extra = {}): Promise<string | undefined> {
  const { id, properties } = await create(world, appType, { ...appInputs, active, ...extra });
  world.stub.seen.length = 0;
  world.stub.interrupt = interrupt;
  const request = { id, urn: urn(appType), properties };
  return world.call("Delete", request).then(
    () => undefined,
    (error: Error) => error.message.replaceAll(id, "<id>"),
  );
}

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
    expect(log()).toEqual([
      "PUT /admin/v1/AppStatusChanger/<id> active=false",
      "DELETE /admin/v1/Apps/<id>",
      "PUT /admin/v1/AppStatusChanger/<id> active=true",
    ]);
    expect([...world.stub.apps.values()].map(({ active }) => active)).toEqual([true]);
  });

  test("says so too when it cannot be activated again", async () => {
    const interrupt: Interruption = (request) =>
      request.body?.active === true ? scimError(500, "Out of order.", "error.internal") : refuseDelete(request);
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        'DELETE http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 400 "The App is in use." (error.apps.app.inUse).',
        'The application had been deactivated to be deleted and is still inactive, because activating it failed too: PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was refused: 500 "Out of order." (error.internal).',
        "Run it again; if it keeps failing, Oracle Support can find the request by its opc-request-id.",
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
    expect(log()).toEqual(["PUT /admin/v1/AppStatusChanger/<id> active=false"]);
  });

  test("whose answer was lost is done if it is gone when it is to be activated again", async () => {
    const interrupt: Interruption = ({ method }) => {
      if (method !== "DELETE") return undefined;
      world.stub.apps.clear();
      throw new TypeError("connection lost");
    };
    expect(await createAndDelete(true, interrupt)).toBeUndefined();
  });

  test("deactivates it first", async () => {
    expect(await createAndDelete(true, () => undefined)).toBeUndefined();
    expect(log()).toEqual(["PUT /admin/v1/AppStatusChanger/<id> active=false", "DELETE /admin/v1/Apps/<id>"]);
  });

  test("does not deactivate an inactive one", async () => {
    expect(await createAndDelete(false, () => undefined)).toBeUndefined();
    expect(log()).toEqual(["DELETE /admin/v1/Apps/<id>"]);
  });

  test("passes forceDelete on", async () => {
    expect(await createAndDelete(false, () => undefined, { forceDelete: true })).toBeUndefined();
    expect(log()).toEqual(["DELETE /admin/v1/Apps/<id>?forceDelete=true"]);
  });

  test("that is gone already succeeds", async () => {
    const gone: Interruption = () => scimError(404, "App not found.", "error.common.entity.notFound");
    expect(await createAndDelete(true, gone)).toBeUndefined();
  });
});
