import { spawn } from "node:child_process";
import { localStack, withLocalPassphrase } from "../../setup/local-stack.mjs";
import { CommandError } from "../errors/command-error.ts";

/** Runs Pulumi on a stack, in this terminal. @throws CommandError if it fails */
export async function runPulumi(stack: string, args: readonly string[]): Promise<void> {
  await execute([...args, "--stack", stack], "inherit", environmentFor(stack));
}

/** Runs Pulumi and gives what it prints. @throws CommandError if it fails */
export function askPulumi(stack: string, args: readonly string[]): Promise<string> {
  return execute([...args, "--stack", stack], "pipe", environmentFor(stack));
}

/** The backend in which Pulumi keeps this project's stacks. @throws CommandError if there is none */
export async function backendUrl(): Promise<string> {
  return (JSON.parse(await execute(["whoami", "--json"], "pipe", process.env)) as { url: string }).url;
}

/** What a stack exports, with its secrets. @throws CommandError if there is no such stack */
export async function stackOutputs(stack: string): Promise<StackOutputs> {
  return JSON.parse(await askPulumi(stack, ["stack", "output", "--json", "--show-secrets"])) as StackOutputs;
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

/** With the passphrase of the local stack for that stack only. */
function environmentFor(stack: string): NodeJS.ProcessEnv {
  return stack === localStack ? withLocalPassphrase(process.env) : process.env;
}

function execute(args: readonly string[], stdout: "inherit" | "pipe", env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, { env, stdio: ["inherit", stdout, "inherit"] });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", () => {
      reject(new CommandError("There is no pulumi on PATH. `npm run idcs-apps -- <command>` brings one."));
    });
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new CommandError(`pulumi ${args.join(" ")} failed (exit ${code}).`));
    });
  });
}
