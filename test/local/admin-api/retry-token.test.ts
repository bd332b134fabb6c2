import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Journal, noJournal, openJournal } from "../../../local/storage/journal.ts";
import { clientBody, openWorld, scimError, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const post = (changes: object = {}, token = "retry-1") =>
  world.admin("POST", "/admin/v1/Apps", clientBody(changes), { "opc-retry-token": token });
const hours = (count: number) => new Date(world.clock.now.getTime() + count * 3_600_000);

describe("opc-retry-token", () => {
  it("refuses another body under a token that was used", async () => {
    await post();
    expect(await post({ displayName: "another" })).toMatchObject({
      status: 409,
      body: scimError(
        409,
        "error.common.common.retryTokenReused",
        "The opc-retry-token was used with another request.",
      ),
    });
  });

  it("gives the same answer again, and creates nothing a second time", async () => {
    const first = await post();
    const again = await post();
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
    expect((await post({}, "retry-2")).status).toBe(409);
  });

  it("does not remember a refusal", async () => {
    expect((await post({ clientType: undefined })).status).toBe(400);
    expect((await post()).status).toBe(201);
  });

  it("is forgotten after 24 hours", async () => {
    await post();
    world.clock.now = hours(23.9);
    expect((await post()).status).toBe(201);
    world.clock.now = hours(0.2);
    expect((await post()).body).toMatchObject({ detail: "A App with displayName orders-sync exists already." });
  });

  it("survives a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "retry-token-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    world = await openWorld({ journal: openJournal(join(folder, "domain.lmdb")) });
    const first = await post();
    await world.domain.close();
    world = await openWorld({ journal: openJournal(join(folder, "domain.lmdb")) });
    onTestFinished(() => world.domain.close());
    expect(await post()).toMatchObject({ status: 201, body: first.body });
  });

  it("is committed with what it created: if that fails, nothing was done, and the repetition does it", async () => {
    const commits: string[][] = [];
    let broken = false;
    const commit: Journal["commit"] = (records) => {
      commits.push(records.map(({ collection }) => collection));
      if (broken) throw new Error("The disk is full.");
    };
    world = await openWorld({ journal: { ...noJournal, commit } });
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => log.mockRestore());
    commits.length = 0;
    broken = true;
    expect((await post()).status).toBe(500);
    broken = false;
    expect((await world.admin("GET", "/admin/v1/Apps?filter=displayName+eq+%22orders-sync%22")).body.totalResults).toBe(
      0,
    );
    expect((await post()).status).toBe(201);
    expect(commits).toEqual([
      ["App", "RetryToken"],
      ["App", "RetryToken"],
    ]);
  });

  it("of a new client secret returns that secret, not a newer one", async () => {
    const { id } = (await post()).body;
    const body = { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"], appId: id };
    const regenerate = () =>
      world.admin("POST", "/admin/v1/AppClientSecretRegenerator", body, { "opc-retry-token": "retry-1" });
    expect((await regenerate()).body).toEqual((await regenerate()).body);
  });
});
