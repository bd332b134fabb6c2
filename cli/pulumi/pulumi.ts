import { spawn } from "node:child_process";
import { CommandError } from "../errors/command-error.ts";

/** Runs Pulumi in this terminal. @throws CommandError if it fails */
export async function runPulumi(args: readonly string[]): Promise<void> {
  await execute(args, "inherit");
}

/** Runs Pulumi and returns what it prints. @throws CommandError if it fails */
export function askPulumi(args: readonly string[]): Promise<string> {
  return execute(args, "pipe");
}

/** What a stack exports, with its secrets. @throws CommandError if there is no such stack */
export async function stackOutputs(stack: string): Promise<StackOutputs> {
  return JSON.parse(await askPulumi(["stack", "output", "--json", "--show-secrets", "--stack", stack])) as StackOutputs;
}

/** The outputs of the stack program (index.ts) as Pulumi prints them. */
export interface StackOutputs {
  readonly clients?: Readonly<Record<string, ClientOutput>>;
  readonly clientSecrets?: Readonly<Record<string, string>>;
}

/** One client of the output `clients`. */
export interface ClientOutput {
  readonly clientId: string;
  readonly scope: string;
  readonly tokenUrl: string;
  readonly grantTypes?: readonly string[];
  readonly scopes?: Readonly<Record<string, string>>;
  readonly refreshScope?: string;
  readonly authorizationUrl?: string;
  readonly redirectUrls?: readonly string[];
  readonly endSessionUrl?: string;
  readonly deviceAuthorizationUrl?: string;
  readonly introspectionUrl?: string;
  readonly discoveryUrl?: string;
  readonly certificates?: readonly { readonly alias: string; readonly expires: string }[];
  readonly stepsOutside?: readonly string[];
}

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
