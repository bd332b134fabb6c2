import { spawn } from "node:child_process";
import type { ClientOutputs, StackOutputs } from "../../naming/stack-outputs.ts";
import { CommandError } from "../errors/command-error.ts";

/** Runs Pulumi in this terminal. @throws CommandError if it fails */
export async function runPulumi(args: readonly string[]): Promise<void> {
  await execute(args, "inherit");
}

/** Runs Pulumi and returns what it prints. @throws CommandError if it fails */
export function askPulumi(args: readonly string[]): Promise<string> {
  return execute(args, "pipe");
}

/** The outputs of a stack, with its secrets. @throws CommandError if there is no such stack */
export async function readOutputs(stack: string): Promise<Outputs> {
  return JSON.parse(await askPulumi(["stack", "output", "--json", "--show-secrets", "--stack", stack])) as Outputs;
}

/** The outputs that the command uses. An earlier version of the stack program may have declared them: few are certain. */
export interface Outputs {
  readonly clients?: Readonly<Record<string, ClientInOutputs>>;
  readonly clientSecrets?: StackOutputs["clientSecrets"];
}

/** One client of the output `clients`. */
export type ClientInOutputs = Pick<ClientOutputs, "clientId" | "scope" | "tokenUrl"> & Partial<ClientOutputs>;

function execute(args: readonly string[], stdout: "inherit" | "pipe"): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, { stdio: ["inherit", stdout, "inherit"] });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", () => {
      reject(new CommandError("There is no pulumi on PATH. `npm run idcs-apps -- <command>` installs one."));
    });
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new CommandError(`pulumi ${args.join(" ")} failed (exit ${code}).`));
    });
  });
}
