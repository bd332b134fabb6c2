import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Processes } from "../processes/start.ts";

const processes = new Processes();
afterEach(() => processes.end());

/** A program that writes on and on, and writes what fails to the same output, as Pulumi's runtime does. */
const endless = (output: string) => `
  process.on("uncaughtException", (error) => process.${output}.write(String(error.stack)));
  setInterval(() => process.${output}.write("resource\\n"), 1);
`;

describe("A program", () => {
  it.each(["stdout", "stderr"] as const)("whose %s nobody reads any more ends itself with an error", async (output) => {
    const preload = join(import.meta.dirname, "../../setup/before-program.mjs");
    const program = processes.start(process.execPath, ["--import", preload, "--eval", endless(output)]);
    await once(program[output], "data");
    program[output].destroy();
    expect(await once(program, "exit")).toEqual([1, null]);
  });
});
