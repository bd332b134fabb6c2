import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Cleanup } from "./cleanup.ts";
import { peakMemoryOf } from "./linux-process.ts";

/** What it takes until the plugin can be asked. */
export interface PluginStart {
  /** From its start to the line with its port. */
  readonly seconds: number;
  /** Peak memory by then, in bytes. */
  readonly memory: number;
}

/** Starts a plugin some times, each ended at once, and returns the least of each figure. */
export async function measurePluginStart(times: number, cleanup: Cleanup, plugin?: string): Promise<PluginStart> {
  const starts: PluginStart[] = [];
  for (let time = 0; time < times; time++) starts.push(await start(cleanup, plugin));
  return {
    seconds: Math.min(...starts.map(({ seconds }) => seconds)),
    memory: Math.min(...starts.map(({ memory }) => memory)),
  };
}

async function start(cleanup: Cleanup, plugin: string | undefined): Promise<PluginStart> {
  const folder = plugin ?? resolve(import.meta.dirname, "..", "provider");
  const { OCI_PROVIDER_PLUGIN: _, ...env } = process.env;
  const began = performance.now();
  const child = spawn(join(folder, "pulumi-resource-oci"), { env, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  cleanup.add(() => child.kill("SIGKILL"));
  await Promise.race([once(child.stdout, "data"), ended]);
  const seconds = (performance.now() - began) / 1000;
  if (child.pid === undefined || child.exitCode !== null) throw new Error("The plugin ended before it said its port.");
  const memory = peakMemoryOf(child.pid);
  child.kill("SIGKILL");
  await ended;
  return { seconds, memory };
}
