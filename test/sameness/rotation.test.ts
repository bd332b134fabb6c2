import { afterAll, beforeAll, expect, it } from "vitest";
import { app, client, type Declared } from "./declared.ts";
import { shown, startWorld, type World } from "./world.ts";

// A client whose secret is rotated: what only this project's plugin does.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

const version = (value: string): Declared =>
  app(
    "Ledger",
    { ...client, name: "ledger", attributeSets: ["default", "request"], tags: [{ key: "secret-version", value }] },
    { additionalSecretOutputs: ["clientSecret"] },
  );

it("a changed secret-version is planned as an update, gives one new secret, and is no difference afterwards", async () => {
  world.declare({ ledger: version("1") });
  await world.up();
  const before = (await world.state("--show-secrets")).ledger?.outputs.clientSecret;

  world.declare({ ledger: version("2") });
  expect(await world.plan()).toEqual({ ledger: { op: "update", changes: { "tags[0].value": "update" } } });
  const { code, requests } = await world.run("up", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(shown(requests)).toEqual(["GET Apps/<id>", "POST AppClientSecretRegenerator", "PUT Apps/<id>"]);

  const after = (await world.state("--show-secrets")).ledger?.outputs.clientSecret;
  const { clientSecret } = await world.administrator.read("Apps", String((await world.state()).ledger?.id));
  expect(after).toMatchObject({ plaintext: JSON.stringify(clientSecret) });
  expect(after).not.toEqual(before);
  expect(world.keptFiles().filter(({ text }) => text.includes(String(clientSecret)))).toEqual([]);
  expect((await world.up("--expect-no-changes")).requests).toEqual([]);
});
