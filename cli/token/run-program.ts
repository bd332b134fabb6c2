import { spawn } from "node:child_process";
import { constants } from "node:os";
import { CommandError } from "../errors/command-error.ts";

/** Runs a program in this terminal with more environment variables. @returns its exit code, 128 and more for a signal */
export function runProgram(
  [program = "", ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...environment, ...variables }, stdio: "inherit" });
    child.on("error", () => reject(new CommandError(`${program} cannot be run: is it on PATH?`)));
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
