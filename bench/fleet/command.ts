import { spawn } from "node:child_process";
import type { Cleanup } from "../cleanup.ts";
import { ProcessTree } from "../process-tree.ts";

/** A command of a tool. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are no failure. @default 0 */
  readonly codes?: readonly number[];
}

/** What a command used. */
export interface CommandUsed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that all its processes had resident at the same time, in bytes. */
  readonly memory: number;
}

/** Milliseconds between two looks at the processes: there are many of them. */
const interval = 100;

/** How much of a command's output a failure shows, in characters. */
const shownOutput = 2000;

/**
 * Runs a command to its end.
 *
 * @param limit seconds after which it and all that it started is killed
 * @throws Error with the end of its output if it fails or takes too long
 */
export function runCommand(command: Command, limit: number, cleanup: Cleanup): Promise<CommandUsed> {
  const { program, args, cwd, env, codes = [0] } = command;
  return new Promise((done, failed) => {
    const start = performance.now();
    const child = spawn(program, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    child.on("error", failed);
    if (child.pid === undefined) return;
    const tree = new ProcessTree(child.pid, interval);
    cleanup.add(() => tree.kill());
    let output = "";
    const collect = (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-shownOutput);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      tree.kill();
    }, limit * 1000);
    child.on("close", (code) => {
      clearTimeout(timer);
      tree.close();
      const seconds = (performance.now() - start) / 1000;
      const { engine, program: ofProgram, plugin } = tree.cpu();
      if (isLate) failed(new Error(`more than ${limit} s`));
      else if (code === null || !codes.includes(code))
        failed(new Error(`${program} ${args.join(" ")} failed (exit ${code}):\n${output}`));
      else done({ seconds, cpuSeconds: engine + ofProgram + plugin, memory: tree.peakTogether() });
    });
  });
}
