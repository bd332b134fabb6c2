import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, secret } from "./declared.ts";
import { startWorld, type World } from "./world.ts";

// An application whose description and one of whose tags are secrets; another one whose client secret nobody marked.
const plain = ["hush-hush description", "second hush-hush description", "hush-hush tag"];
const ciphertext = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const secretive = (description: string) =>
  app("secretive", {
    ...client,
    description: secret(description),
    tags: [{ key: "hint", value: secret("hush-hush tag") }],
    attributeSets: ["default", "request"],
  });

let world: World;
let said = "";

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

async function expectEncrypted(): Promise<void> {
  const { secretive, unmarked } = await world.state();
  expect(secretive?.inputs.description).toMatchObject(ciphertext);
  expect(secretive?.outputs.description).toMatchObject(ciphertext);
  expect(JSON.stringify(secretive?.inputs.tags)).toContain('"ciphertext"');
  expect(JSON.stringify(secretive?.outputs.tags)).toContain('"ciphertext"');
  expect(secretive?.outputs.clientSecret).toMatchObject(ciphertext);
  expect(unmarked?.outputs.clientSecret).toMatchObject(ciphertext);
  const text = JSON.stringify([secretive, unmarked]);
  for (const value of plain) expect(text).not.toContain(value);
}

describe("a secret input, and the client secret", () => {
  it("are encrypted in the state after creation, and reach the domain in clear", async () => {
    world.declare({ secretive: secretive("hush-hush description"), unmarked: app("unmarked", client) });
    const { output, requests } = await world.up();
    said += output;
    const body = requests.find((request) => request.body?.displayName === "secretive")?.body;
    expect(body).toMatchObject({
      description: "hush-hush description",
      tags: [{ key: "hint", value: "hush-hush tag" }],
    });
    await expectEncrypted();
  });

  it("stay encrypted after a refresh, which shows no change", async () => {
    const { output } = await world.refresh("--expect-no-changes", "--diff");
    said += output;
    await expectEncrypted();
  });

  it("stay encrypted after a change, whose plan hides them", async () => {
    const unmarked = app("unmarked", { ...client, description: "changed" });
    world.declare({ secretive: secretive("second hush-hush description"), unmarked });
    said += (await world.run("preview", "--diff")).output;
    expect(said).toContain("[secret]");
    said += (await world.up("--diff")).output;
    await expectEncrypted();
    expect(await world.plan()).toEqual({});
  });

  it("stay encrypted in a refresh that finds them changed by hand", async () => {
    const { secretive } = await world.state();
    const id = secretive?.id ?? "";
    const found = await world.administrator.read("Apps", id);
    await world.administrator.replace("Apps", id, { ...found, description: "hush-hush description" });
    said += (await world.refresh("--diff")).output;
    await expectEncrypted();
    const { secretive: shown } = await world.state("--show-secrets");
    expect(shown?.outputs.description).toEqual({ ...ciphertext, plaintext: '"hush-hush description"' });
    expect(shown?.inputs.description).toEqual({ ...ciphertext, plaintext: '"hush-hush description"' });
  });

  it("were in no file that Pulumi keeps and in nothing that it said", async () => {
    const { secretive, unmarked } = await world.state("--show-secrets");
    const clientSecrets = [secretive, unmarked].map((stored) => {
      const clientSecret = stored?.outputs.clientSecret as { plaintext: string } | undefined;
      return JSON.parse(clientSecret?.plaintext ?? '""') as string;
    });
    expect(clientSecrets.every((value) => value.startsWith("idcscs-"))).toBe(true);
    const kept = world.keptFiles();
    expect(kept.some(({ file }) => file.includes("history"))).toBe(true);
    for (const value of [...plain, ...clientSecrets]) {
      expect(kept.filter(({ text }) => text.includes(value)).map(({ file }) => file)).toEqual([]);
      expect(said).not.toContain(value);
    }
  });
});
