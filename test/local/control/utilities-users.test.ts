import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openJournal } from "../../../local/storage/journal.ts";
import { openWorld, type World } from "../world.ts";

const users = "/local/utilities/users";
const oauthClient = JSON.stringify({ userType: "OAuth Client" });
const ledger = { login: "ledger_sync-1", userType: "OAuth Client" };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

describe("users of the Utilities application", () => {
  it.each([
    ["not json", ["The body is not valid JSON."]],
    ["{}", ['userType: Invalid input: expected "OAuth Client"']],
    ['{"userType":"Person"}', ['userType: Invalid input: expected "OAuth Client"']],
    ['{"userType":"OAuth Client","a":1}', ['Unrecognized key: "a"']],
  ])("refuse the body %s", async (body, problems) => {
    expect(await world.send("PUT", `${users}/x`, {}, body)).toMatchObject({ status: 400, body: { problems } });
  });

  it("refuse a login that cannot be a client ID", async () => {
    expect(await world.send("PUT", `${users}/${"x".repeat(126)}`, {}, oauthClient)).toMatchObject({
      status: 400,
      body: { problems: ["login: Too big: expected string to have <=125 characters"] },
    });
  });

  it("refuse another site, and the deletion of an unknown user", async () => {
    expect((await world.send("PUT", `${users}/x`, { origin: "https://evil.example" }, oauthClient)).status).toBe(403);
    expect(await world.send("DELETE", `${users}/x`)).toMatchObject({
      status: 404,
      body: { problems: ["The Utilities application has no user x."] },
    });
  });

  it("are created once, listed and removed", async () => {
    expect((await world.send("GET", users)).body).toEqual([]);
    expect(await world.send("PUT", `${users}/${ledger.login}`, {}, oauthClient)).toMatchObject({
      status: 201,
      body: ledger,
    });
    expect(await world.send("PUT", `${users}/${ledger.login}`, {}, oauthClient)).toMatchObject({
      status: 200,
      body: ledger,
    });
    expect((await world.send("GET", users)).body).toEqual([ledger]);
    expect((await world.send("DELETE", `${users}/${ledger.login}`)).status).toBe(204);
    expect((await world.send("GET", users)).body).toEqual([]);
  });

  it("survive a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "utilities-users-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    world = await openWorld({ journal: openJournal(join(folder, "domain.lmdb")) });
    await world.send("PUT", `${users}/${ledger.login}`, {}, oauthClient);
    await world.domain.close();
    world = await openWorld({ journal: openJournal(join(folder, "domain.lmdb")) });
    onTestFinished(() => world.domain.close());
    expect((await world.send("GET", users)).body).toEqual([ledger]);
  });
});
