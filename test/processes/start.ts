import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { killMarked, marker } from "./marked.mjs";

/** A program with nothing on its standard input, whose output the test reads. */
export type Started = ChildProcessByStdio<null, Readable, Readable>;

/** Where and with what environment a program runs. @default the test's own */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Programs that a test starts. They and all that they start, in whatever process group, end at `end`, and at the latest
 * with this process: also if it is killed.
 */
export class Processes {
  readonly #mark = `${ownMark}/${randomUUID()}`;

  /** Starts a program. */
  start(command: string, args: readonly string[], { cwd, env = process.env }: StartOptions = {}): Started {
    startKeeper();
    return spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...env, [marker]: this.#mark },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Kills what still runs. */
  end(): void {
    killMarked(this.#mark);
  }
}

/** Unlike a process's number, it never comes again. */
const ownMark = randomUUID();

let keeperRuns = false;

/** Its standard input closes when this process ends; it is in a process group of its own, which Ctrl-C does not reach. */
function startKeeper(): void {
  if (keeperRuns) return;
  keeperRuns = true;
  const keeper = spawn(process.execPath, [join(import.meta.dirname, "keeper.mjs"), `${ownMark}/`], {
    detached: true,
    // It is itself nothing that a test ends.
    env: { ...process.env, [marker]: undefined },
    stdio: ["pipe", "ignore", "inherit"],
  });
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
}
