import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWorld, type World } from "./world.ts";

/** A program that says in a file that it runs, writes nothing to its output and never ends. */
const waiting = `import "./setup/before-program.mjs";
import { writeFileSync } from "node:fs";
writeFileSync("running.txt", String(process.pid));
setInterval(() => {}, 1000);
await new Promise(() => {});
`;

let world: World;
beforeEach(async () => {
  world = await createWorld({ "waiting.mjs": waiting });
  world.write("Pulumi.yaml", world.read("Pulumi.yaml").replace("main: main.mjs", "main: waiting.mjs"));
});
afterEach(() => world?.close());

it("A program ends when its engine is killed", async () => {
  const { pid: engine, said } = world.start("up", "--yes", "--skip-preview");
  const program = Number(await vi.waitFor(() => world.read("running.txt"), { timeout: 60_000 }));
  expect(isRunning(program)).toBe(true);
  process.kill(engine, "SIGKILL");
  await expect.poll(() => isRunning(program), { timeout: 30_000 }).toBe(false);
  await said;
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
