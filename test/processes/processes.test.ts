import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { marked } from "./marked.mjs";
import { Processes, type Started } from "./start.ts";

const processes = new Processes();
afterEach(() => processes.end());

/** A shell that starts a process in a group of its own, as Pulumi does with its plugins, and waits. */
const shell = 'setsid sleep 600 & echo "$IDCS_APPS_TEST_PROCESS"; wait';

/** A test process that starts that shell with an ending of its own. */
function testProcess(ending: string): Started {
  const start = JSON.stringify(join(import.meta.dirname, "start.ts"));
  const program = `
    const { Processes } = await import(${start});
    const child = new Processes().start("sh", ["-c", ${JSON.stringify(shell)}]);
    child.stdout.once("data", (mark) => { process.stdout.write(mark); ${ending} });
  `;
  return processes.start(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "-e",
    program,
  ]);
}

async function firstLineOf({ stdout }: Started): Promise<string> {
  const [line] = (await once(createInterface(stdout), "line")) as [string];
  return line;
}

const withoutProc = process.platform === "linux" ? "" : " (skipped: only Linux has /proc)";

describe.skipIf(withoutProc)(`a process that a test starts${withoutProc}`, () => {
  it("ends with all its descendants when the test ends it", async () => {
    const mark = await firstLineOf(processes.start("sh", ["-c", shell]));
    await expect.poll(() => marked(mark)).toHaveLength(2);
    processes.end();
    expect(marked(mark)).toEqual([]);
  });

  it.each([
    ["ends by itself", "process.exit();"],
    ["fails", "throw new Error('of the test');"],
    ["is killed", "process.kill(process.pid, 'SIGKILL');"],
  ])("ends with all its descendants when the test process %s", async (_, ending) => {
    const mark = await firstLineOf(testProcess(ending));
    expect(mark).not.toBe("");
    await expect.poll(() => marked(mark)).toEqual([]);
  });

  it("lives as long as the test process does", async () => {
    const mark = await firstLineOf(testProcess(""));
    await expect.poll(() => marked(mark)).toHaveLength(2);
    processes.end();
    await expect.poll(() => marked(mark)).toEqual([]);
  });
});
