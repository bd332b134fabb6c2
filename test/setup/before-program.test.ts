import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { Processes, type Started } from "../processes/start.ts";

const processes = new Processes();
afterEach(() => processes.end());

const preload = join(import.meta.dirname, "../../setup/before-program.mjs");

/** A program that writes on and on, and writes what fails to the same output, as Pulumi's runtime does. */
const endless = (output: string) => `
  process.on("uncaughtException", (error) => process.${output}.write(String(error.stack)));
  setInterval(() => process.${output}.write("resource\\n"), 1);
`;

const silent = `console.log("runs"); setInterval(() => {}, 1000);`;

/** Stands for the engine: a server whose address it writes first. */
const engine = `
  const server = require("node:http2").createServer();
  server.listen(0, "127.0.0.1", () => console.log("127.0.0.1:" + server.address().port));
`;

async function startEngine(): Promise<{ engine: Started; address: string }> {
  const started = processes.start(process.execPath, ["--eval", engine]);
  const [address] = await once(started.stdout, "data");
  return { engine: started, address: String(address).trim() };
}

function startProgram(text: string, address?: string): Started {
  const env = { ...process.env, PULUMI_NODEJS_ENGINE: address };
  return processes.start(process.execPath, ["--import", preload, "--eval", text], { env });
}

describe("A program", () => {
  it.each(["stdout", "stderr"] as const)("whose %s nobody reads any more ends itself with an error", async (output) => {
    const program = startProgram(endless(output));
    await once(program[output], "data");
    program[output].destroy();
    expect(await once(program, "exit")).toEqual([1, null]);
  });

  it.each([
    ["14 UNAVAILABLE: resource monitor shut down", 14, 1, ""],
    ["Channel has been shut down", undefined, 1, ""],
    ["2 UNKNOWN: invalid input", 2, 0, "Error: 2 UNKNOWN: invalid input"],
  ])("whose request was refused with %s ends: %j, %i, %j", async (message, code, exit, said) => {
    const program = startProgram(`
      process.on("unhandledRejection", (error) => console.error(String(error)));
      Promise.reject(Object.assign(new Error("${message}"), { code: ${code} }));
    `);
    const [output, exited] = await Promise.all([text(program.stderr), once(program, "exit")]);
    expect([output.trim(), exited]).toEqual([said, [exit, null]]);
  });

  it("that writes nothing ends itself with an error when its engine is killed", async () => {
    const { engine, address } = await startEngine();
    const program = startProgram(silent, address);
    await once(program.stdout, "data");
    engine.kill("SIGKILL");
    expect(await once(program, "exit")).toEqual([1, null]);
  });

  it("ends itself with an error if its engine was gone before it started", async () => {
    const { engine, address } = await startEngine();
    engine.kill("SIGKILL");
    await once(engine, "exit");
    expect(await once(startProgram(silent, address), "exit")).toEqual([1, null]);
  });

  it("that has done its work ends without an error while its engine runs", async () => {
    const { address } = await startEngine();
    expect(await once(startProgram("setTimeout(() => {}, 500)", address), "exit")).toEqual([0, null]);
  });
});
