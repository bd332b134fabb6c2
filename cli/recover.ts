import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CommandError } from "./errors/command-error.ts";
import { filesIn, mendState, type StackFiles, stackFiles } from "./pulumi/file-backend.ts";
import { askPulumi, backendUrl, runPulumi } from "./pulumi/pulumi.ts";
import { isRunningPulumi } from "./pulumi/running-pulumi.ts";

/** A lock file of Pulumi's file backend. */
const lockFile = z.object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });

type Lock = z.infer<typeof lockFile>;

/** Options of `recover`. */
export interface RecoverOptions {
  readonly stack: string;
  /** Break locks without asking. */
  readonly yes: boolean;
  readonly print: (text: string) => void;
  /** Asks a yes-or-no question; undefined without a terminal. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** The file with the stack's configuration. @default Pulumi.<stack>.yaml */
  readonly configFile?: string;
  /** Runs Pulumi on the stack. @default in this terminal */
  readonly run?: (stack: string, args: readonly string[]) => Promise<unknown>;
}

/**
 * Makes a stack usable again after its `pulumi up` was killed: breaks the lock if the process that holds it is dead,
 * repairs a state that was only partly written, and discards pending creates: the next `up` creates these resources or,
 * if they exist, takes them over.
 *
 * @throws CommandError if the lock's process is alive or on another machine, or if the user does not agree
 */
export async function recover(options: RecoverOptions): Promise<void> {
  const { stack, yes, print, confirm, configFile, run = runPulumi } = options;
  const files = await filesOf(stack);
  const locks = locksIn(files);
  const live = locks.filter((lock) => lock.hostname !== hostname() || isRunningPulumi(lock.pid));
  if (live.length > 0) {
    throw new CommandError([...live.map(describe), `Stack "${stack}" is in use: ${advice(live)}`].join("\n"));
  }
  for (const lock of locks) print(`${describe(lock)} That process is dead.`);
  if (locks.length > 0 && !yes) await agree(`Break the lock of stack "${stack}"?`, confirm);

  const { done, isEarlier } = mendState(files, stack);
  for (const sentence of done) print(sentence);
  if (locks.length > 0) await run(stack, ["cancel", "--yes"]);
  const interrupted = await interruptedOperations(stack);
  for (const operation of interrupted) print(`interrupted: ${operation}`);
  if (interrupted.length > 0 || isEarlier) {
    const quietly = ["--yes", "--skip-preview", "--non-interactive"];
    const configuration = configFile === undefined ? [] : ["--config-file", configFile];
    await run(stack, ["refresh", "--clear-pending-creates", ...quietly, ...configuration]);
  }
  const isClean = locks.length + done.length + interrupted.length === 0;
  print(isClean ? `Stack "${stack}" has no lock and nothing was interrupted.` : "Recovered. Run `pulumi up` now.");
}

async function agree(question: string, confirm: RecoverOptions["confirm"]): Promise<void> {
  if (!confirm) throw new CommandError(`${question} There is no terminal to ask in: use --yes.`);
  if (!(await confirm(question))) throw new CommandError("Nothing was changed.");
}

async function filesOf(stack: string): Promise<StackFiles> {
  const url = await backendUrl();
  const { name } = parse(readFileSync("Pulumi.yaml", "utf8")) as { name: string };
  const files = stackFiles(url, name, stack);
  if (!files) {
    throw new CommandError(`The backend ${url} has its own locks: \`pulumi cancel --stack ${stack}\` breaks one.`);
  }
  return files;
}

function locksIn({ lockFolder }: StackFiles): Lock[] {
  return filesIn(lockFolder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => lockFile.parse(JSON.parse(readFileSync(join(lockFolder, file), "utf8"))));
}

async function interruptedOperations(stack: string): Promise<string[]> {
  const exported = z.object({
    deployment: z.object({
      pending_operations: z.array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) })).nullish(),
    }),
  });
  const { deployment } = exported.parse(JSON.parse(await askPulumi(stack, ["stack", "export"])));
  return (deployment.pending_operations ?? []).map(
    ({ type, resource }) => `${type} ${resource.urn.split("::").at(-1)}`,
  );
}

function describe({ pid, username, hostname: host, timestamp }: Lock): string {
  return `Locked by process ${pid} of ${username} on ${host} since ${timestamp}.`;
}

function advice(locks: readonly Lock[]): string {
  const isHere = locks.every((lock) => lock.hostname === hostname());
  return isHere
    ? "wait until that process ends, or stop it."
    : "only that machine can tell whether the process is still running. If you are sure that it is dead, run `pulumi cancel`.";
}
