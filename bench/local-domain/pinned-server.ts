import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Cleanup } from "../cleanup.ts";

/** A server in a process that runs on the machine's first core alone. */
export interface PinnedServer {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the line that says its URL. */
  readonly startSeconds: number;
  stop(): Promise<void>;
}

/** Starts a program with this Node on the first core and waits for the URL that it prints; the cleanup ends it. */
export async function startPinned(args: readonly string[], cleanup: Cleanup): Promise<PinnedServer> {
  const started = performance.now();
  const child = spawn("taskset", ["--cpu-list", "0", process.execPath, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  cleanup.add(stop);
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    // taskset replaces itself by the program: its process id is the server's.
    if (url !== undefined) {
      return { url, pid: child.pid as number, startSeconds: (performance.now() - started) / 1000, stop };
    }
  }
  throw new Error(`${args[0]} ended before it said its address.`);
}
