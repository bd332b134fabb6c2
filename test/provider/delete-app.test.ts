import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  type Held,
  type Interruption,
  idcsEndpoint,
  messageWithoutIds,
  ownedInputs,
  ownershipTags,
  scimError,
  startWorld,
  type World,
} from "./world.ts";

// An active application, and one that was never activated.

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function created(inputs: Json): Promise<Held> {
  const held = await world.create(appType, inputs);
  world.sent.length = 0;
  return held;
}

async function createAndDelete(active: boolean, interrupt: Interruption, extra: Json = {}): Promise<string> {
  const held = await created({ ...appInputs, active, ...extra });
  world.interrupt = interrupt;
  return remove(held);
}

const remove = (held: Held): Promise<string> => messageWithoutIds(world.remove(held));

/** The applications with the names that these tests use. */
const inDomain = (): Promise<StoredResource[]> =>
  world.administrator.listAll("Apps", { query: { filter: 'displayName sw "my-app"' } });
const activeInDomain = async (): Promise<unknown[]> => (await inDomain()).map(({ active }) => active);

/** Deletes an application as somebody else does. */
async function removeByHand({ id }: Held): Promise<void> {
  await world.administrator.changeStatus(id, false);
  await world.administrator.remove("Apps", id);
}

const look = "GET Apps/<id>?attributes=active%2CdisplayName%2Ctags";
const deactivation = "PUT AppStatusChanger/<id> active=false";
const activation = "PUT AppStatusChanger/<id> active=true";
const deletion = "DELETE Apps/<id>";

const log = (): string[] =>
  world.logWithQueries().map((line, index) => {
    const { body } = world.sent[index] ?? {};
    return body === undefined ? line : `${line} active=${body.active}`;
  });

const refuseDelete: Interruption = ({ method }) =>
  method === "DELETE" ? scimError(400, "The App is in use.", "error.apps.app.inUse") : undefined;

const deleteWasRefused =
  'DELETE http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 400 "The App is in use." (error.apps.app.inUse).';

describe("deleting an application", () => {
  it("leaves it active, and says so, if the domain refuses", async () => {
    expect(await createAndDelete(true, refuseDelete)).toBe(
      [deleteWasRefused, "The application had been deactivated to be deleted; it is active again."].join("\n"),
    );
    expect(log()).toEqual([look, deactivation, deletion, activation]);
    expect(await activeInDomain()).toEqual([true]);
  });

  it("says what to do if the domain refuses and the application cannot be activated again", async () => {
    const interrupt: Interruption = (request, act) =>
      request.body?.active === true ? scimError(500, "Out of order.", "error.internal") : refuseDelete(request, act);
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        deleteWasRefused,
        'The application had been deactivated to be deleted and is still inactive, because activating it failed too: PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was refused: 500 "Out of order." (error.internal).',
        "Run it again; if it keeps failing, Oracle Support can find the request by its opc-request-id.",
        "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.",
      ].join("\n"),
    );
  });

  it("deletes nothing if the application cannot be deactivated", async () => {
    const interrupt: Interruption = ({ path }) =>
      path.includes("AppStatusChanger") ? scimError(403, "Not allowed.", "error.forbidden") : undefined;
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        'PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was refused: 403 "Not allowed." (error.forbidden).',
        "The user of this key needs the role Application Administrator in the identity domain.",
      ].join("\n"),
    );
    expect(log()).toEqual([look, deactivation]);
  });

  it("succeeds after a lost answer if the application is gone when it is to be activated again", async () => {
    const interrupt: Interruption = ({ method }, act) =>
      method === "DELETE" ? act().then(() => Promise.reject(new TypeError("connection lost"))) : undefined;
    expect(await createAndDelete(true, interrupt)).toBe("");
  });

  it("leaves one as it is that belongs to another stack by now, and says how to forget it", async () => {
    const held = await created(ownedInputs);
    const app = await world.administrator.read("Apps", held.id, { query: { attributeSets: ["default", "request"] } });
    const tags = ownershipTags.map((tag) => (tag.key === "stack" ? { ...tag, value: "proto/dev.payments" } : tag));
    await world.administrator.replace("Apps", held.id, { ...app, tags });
    expect(await remove(held)).toBe(
      [
        'The application "my-app" (id <id>) is not deleted: it belongs to another stack by now (managed-by idcs-apps, stack proto/dev.payments, team payments).',
        "Remove it from the state of this stack with `pulumi state delete`; `pulumi stack --show-urns` lists its URN.",
      ].join("\n"),
    );
    expect(await activeInDomain()).toEqual([true]);
  });

  it("leaves one as it is whose ownership tags somebody has removed, because it may be somebody else's", async () => {
    const held = await created(ownedInputs);
    const app = await world.administrator.read("Apps", held.id, { query: { attributeSets: ["default", "request"] } });
    await world.administrator.replace("Apps", held.id, { ...app, tags: [] });
    expect(await remove(held)).toBe(
      [
        'The application "my-app" (id <id>) is not deleted: somebody has removed its ownership tags, so that it may be somebody else\'s.',
        "If it is, remove it from the state of this stack with `pulumi state delete`; `pulumi stack --show-urns` lists its URN. If it is to be deleted, declare it again, run `pulumi up --refresh`, which restores its tags, and then remove it.",
      ].join("\n"),
    );
    expect(await activeInDomain()).toEqual([true]);
  });

  it("is not planned because the program gives its identity domain another URL", async () => {
    const held = await created(ownedInputs);
    const message = await messageWithoutIds(
      world.diff(held, { ...ownedInputs, idcsEndpoint: "https://login.example.com" }),
    );
    expect(message.split("\n")[0]).toBe(
      `The program gives the application "my-app" (id <id>) another identity domain: https://login.example.com instead of ${idcsEndpoint}. That would delete it with its client ID, its client secret and all its rights, and create another one. Nothing was changed.`,
    );
    expect(world.sent).toEqual([]);
  });

  it("deactivates an active application first", async () => {
    expect(await createAndDelete(true, () => undefined)).toBe("");
    expect(log()).toEqual([look, deactivation, deletion]);
  });

  it("does not deactivate an inactive application", async () => {
    expect(await createAndDelete(false, () => undefined)).toBe("");
    expect(log()).toEqual([deletion]);
  });

  it("passes forceDelete on", async () => {
    expect(await createAndDelete(false, () => undefined, { forceDelete: true })).toBe("");
    expect(log()).toEqual(["DELETE Apps/<id>?forceDelete=true"]);
  });

  it("succeeds if the application is gone already", async () => {
    const gone: Interruption = () => scimError(404, "App not found.", "error.common.entity.notFound");
    expect(await createAndDelete(true, gone)).toBe("");
  });

  it("never activates an application that an administrator has deactivated", async () => {
    const held = await created(appInputs);
    await world.administrator.changeStatus(held.id, false);
    world.interrupt = refuseDelete;
    expect(await remove(held)).toBe(deleteWasRefused);
    expect(log()).toEqual([look, deletion, look]);
  });

  it("deactivates an application that is active although the state says that it is inactive", async () => {
    const held = await created({ ...appInputs, active: false });
    await world.administrator.changeStatus(held.id, true);
    expect(await remove(held)).toBe("");
    expect(log()).toEqual([deletion, look, deactivation, deletion]);
  });

  it("activates the application again if the deactivation got no answer", async () => {
    const interrupt: Interruption = ({ body }, act) =>
      body?.active === false ? act().then(() => Promise.reject(new TypeError("connection lost"))) : undefined;
    expect(await createAndDelete(true, interrupt)).toBe(
      [
        "PUT http://127.0.0.1:19090/admin/v1/AppStatusChanger/<id> was sent and got no answer (no answer).",
        "It may have taken effect all the same: run `pulumi refresh`.",
        "The application had been deactivated to be deleted; it is active again.",
      ].join("\n"),
    );
    expect(await activeInDomain()).toEqual([true]);
  });

  it("costs one list for all applications of a stack and two requests for each", async () => {
    const apps = await Promise.all(
      [1, 2, 3].map((number) =>
        world.create(
          appType,
          { ...ownedInputs, displayName: `my-app-${number}`, name: `app${number}` },
          `app${number}`,
        ),
      ),
    );
    world.sent.length = 0;
    await Promise.all(apps.map(remove));
    expect(await inDomain()).toEqual([]);
    expect(log().toSorted()).toEqual([
      ...Array(3).fill(deletion),
      "GET Apps?attributes=active&count=1000&filter=tags%5Bkey+eq+%22stack%22+and+value+eq+%22proto%2Fdev%22%5D",
      ...Array(3).fill(deactivation),
    ]);
  });
});

describe("a delete that was killed after the deactivation", () => {
  async function killed(): Promise<Held> {
    const held = await world.create(appType, ownedInputs);
    world.interrupt = ({ method, body }) => {
      if (method === "DELETE" || body?.active === true) throw new TypeError("killed");
      return undefined;
    };
    await remove(held);
    world.interrupt = () => undefined;
    await world.restart();
    return held;
  }

  it("is completed by the next one", async () => {
    expect(await remove(await killed())).toBe("");
    expect(await inDomain()).toEqual([]);
  });

  it("is noticed by the next up, which activates the application with one PUT", async () => {
    const held = await killed();
    expect(await world.diff(held, ownedInputs)).toMatchObject({
      changes: "DIFF_SOME",
      diffs: ["active"],
      detailedDiff: { active: { kind: "UPDATE" } },
    });
    await world.update(held, ownedInputs);
    expect(world.sent.map(({ method }) => method)).toEqual(["PUT"]);
    expect(await activeInDomain()).toEqual([true]);
    expect(await world.diff(held, ownedInputs)).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is noticed in the same way if it was cancelled there", async () => {
    const held = await world.create(appType, ownedInputs);
    world.interrupt = ({ method }) =>
      method === "DELETE" ? world.call("Cancel", {}).then(() => Promise.reject(new TypeError("cancelled"))) : undefined;
    expect((await remove(held)).split("\n").at(-1)).toBe(
      "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.",
    );
    world.interrupt = () => undefined;
    await world.restart();
    expect(await world.diff(held, ownedInputs)).toMatchObject({ diffs: ["active"] });
  });

  it("is forgotten if the application is gone", async () => {
    const held = await killed();
    await removeByHand(held);
    expect(await remove(held)).toBe("");
    expect(await world.diff(held, ownedInputs)).toMatchObject({ changes: "DIFF_NONE" });
  });
});

describe("an update of an application that is gone", () => {
  it("says how to create it again", async () => {
    const held = await created(appInputs);
    await removeByHand(held);
    const update = world.update(held, { ...appInputs, description: "second" });
    expect(await messageWithoutIds(update)).toBe(
      [
        'PUT http://127.0.0.1:19090/admin/v1/Apps/<id> was refused: 404 "App <id> not found." (error.common.common.resourceNotFound, opc-request-id <id>).',
        "It no longer exists: `pulumi refresh` removes it from the state, and `pulumi up` then creates it again.",
      ].join("\n"),
    );
  });
});
