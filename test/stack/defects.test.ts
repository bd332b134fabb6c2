import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

const index = readFileSync(join(import.meta.dirname, "../../index.ts"), "utf8");
const failing = "null.x; ";
let world: World;

beforeAll(async () => {
  world = await createWorld({
    "teams/payments.yaml": "team: payments\nowner: payments-dev@example.com\nclients: []\n",
  });
});
afterAll(() => world?.close());

/** Previews the stack with index.ts changed so that it fails before a statement. */
async function previewFailingBefore(statement: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  expect(index).toContain(statement);
  rmSync(join(world.folder, "project", "index.ts"));
  world.write("index.ts", index.replace(statement, failing + statement));
  const { code, output } = await world.pulumiWith(env, "preview");
  expect(code).not.toBe(0);
  return stripVTControlCharacters(output);
}

const where = /TypeError: .*\n\s+at provision \(file:.*\/index\.ts:\d+:\d+\)\n/;

describe("a defect in the program", () => {
  it("shows where it is, before anything is declared", async () => {
    expect(await previewFailingBefore("const config = new pulumi.Config")).toMatch(where);
  });

  it("says how to see where it is, when the program declares", async () => {
    const output = await previewFailingBefore("return stackOutputs(declareStack");
    expect(output).toMatch(/TypeError: .*\n\s*Set IDCS_APPS_STACK_TRACES=1 to see where\./);
  });

  it("shows where it is with IDCS_APPS_STACK_TRACES=1, when the program declares", async () => {
    const env = { IDCS_APPS_STACK_TRACES: "1" };
    expect(await previewFailingBefore("return stackOutputs(declareStack", env)).toMatch(where);
  });
});
