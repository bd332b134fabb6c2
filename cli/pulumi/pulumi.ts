import { spawn } from "node:child_process";
import type { ClientOutputs, StackOutputs } from "../../naming/stack-outputs.ts";
import { forLocalStack, isLocalStack } from "../../setup/local-stack.mjs";
import { ownCommand } from "../../setup/own-command.mjs";
import { oneLine } from "../../wording/one-line.ts";
import { CommandError } from "../errors/command-error.ts";

/** Runs Pulumi on a stack, in this terminal. @throws CommandError if it fails */
export async function runPulumi(stack: string, args: readonly string[]): Promise<void> {
  await execute([...args, "--stack", stack], "inherit", environmentFor(stack));
}

/** Runs Pulumi on a stack and returns what it prints. @throws CommandError if it fails */
export function askPulumi(stack: string, args: readonly string[]): Promise<string> {
  return execute([...args, "--stack", stack], "pipe", environmentFor(stack));
}

/** Runs Pulumi on a stack without a word in the terminal. @throws CommandError if it fails, with what Pulumi says */
export async function runPulumiQuietly(stack: string, args: readonly string[]): Promise<void> {
  await execute([...args, "--stack", stack], "pipe", environmentFor(stack), "pipe");
}

/** The backend in which Pulumi keeps this project's stacks. @throws CommandError if there is none */
export async function backendUrl(): Promise<string> {
  return (JSON.parse(await execute(["whoami", "--json"], "pipe", process.env)) as { url: string }).url;
}

/** The outputs of a stack, with its secrets. @throws CommandError if there is no such stack */
export async function readOutputs(stack: string): Promise<Outputs> {
  return JSON.parse(await askPulumi(stack, ["stack", "output", "--json", "--show-secrets"])) as Outputs;
}

/**
 * The same, without a word in the terminal: what Pulumi says is in the error.
 *
 * @throws CommandError if they cannot be read
 */
export async function readOutputsQuietly(stack: string): Promise<Outputs> {
  const args = ["stack", "output", "--json", "--show-secrets", "--non-interactive", "--stack", stack];
  return JSON.parse(await execute(args, "pipe", environmentFor(stack), "pipe")) as Outputs;
}

/** The outputs that the command uses. An earlier version of the stack program may have declared them: few are certain. */
export interface Outputs {
  readonly clients?: Readonly<Record<string, ClientInOutputs>>;
  readonly clientSecrets?: StackOutputs["clientSecrets"];
  /** Both pairs of rotated clients. */
  readonly clientPairs?: StackOutputs["clientPairs"];
}

/** One client of the output `clients`. */
export type ClientInOutputs = Pick<ClientOutputs, "clientId" | "scope" | "tokenUrl"> & Partial<ClientOutputs>;

/** What Pulumi runs with: the passphrase of the local stacks, and their key's fingerprint, for those stacks only. */
export function environmentFor(stack: string): NodeJS.ProcessEnv {
  return isLocalStack(stack) ? forLocalStack(process.env) : process.env;
}

/**
 * Creates a stack, which is not selected. Pulumi writes the stack's configuration file next to Pulumi.yaml.
 *
 * @param folder the folder with Pulumi.yaml
 * @param secretsProvider as in the configuration file; undefined for the default
 * @returns whether it was created: false if there is one already, as another run created it in the meantime
 * @throws CommandError if it fails
 */
export async function createStack(
  stack: string,
  folder: string,
  secretsProvider: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
  const args = ["stack", "init", stack, "--no-select", "--non-interactive", ...provider];
  try {
    await execute(args, "pipe", environment, "pipe", folder);
    return true;
  } catch (error) {
    if (error instanceof CommandError && / already exists/.test(error.message)) return false;
    throw error;
  }
}

/**
 * Removes a stack, unless it has resources by now or cannot be removed: one that is left is empty and does no harm.
 *
 * @param folder the folder with Pulumi.yaml; configuration files there are kept
 */
export async function removeEmptyStack(stack: string, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const args = ["stack", "rm", stack, "--yes", "--preserve-config", "--non-interactive"];
  await execute(args, "pipe", environment, "pipe", folder).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
  });
}

function execute(
  args: readonly string[],
  stdout: "inherit" | "pipe",
  env: NodeJS.ProcessEnv,
  stderr: "inherit" | "pipe" = "inherit",
  cwd?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, { env, ...(cwd !== undefined && { cwd }), stdio: ["inherit", stdout, stderr] });
    let output = "";
    let errors = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", () => {
      reject(new CommandError(`There is no pulumi on PATH. \`${ownCommand("idcs-apps", "<command>")}\` installs one.`));
    });
    child.on("close", (code) => {
      const said = errors.trim() === "" ? "" : ` ${oneLine(errors, 300)}`;
      if (code === 0) resolve(output);
      else reject(new CommandError(`pulumi ${args.join(" ")} failed (exit ${code}).${said}`));
    });
  });
}
