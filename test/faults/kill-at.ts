import { existsSync } from "node:fs";
import { expect, vi } from "vitest";
import { descendantsOf, type ProcessLine } from "../stack/process-arguments.ts";
import type { Said, World } from "../stack/world.ts";
import type { FaultProxy, Seen } from "./fault-proxy.ts";

/** What is killed. */
export type Victim = "engine" | "plugin";

/** Just before the domain gets a request, or just after it has done it. */
export type Moment = "before" | "after";

/** Where and what is killed. */
export interface Kill {
  readonly world: World;
  /** Between Pulumi and the domain. */
  readonly proxy: FaultProxy;
  readonly victim: Victim;
  readonly moment: Moment;
  /** The request at which it is killed, among those that count; from 1. */
  readonly number: number;
  readonly isCounted: (seen: Seen) => boolean;
}

/** Runs a command of Pulumi and kills a process at a request. @returns whether there was such a request, and what Pulumi said */
export async function killAt(
  { world, proxy, victim, moment, number, isCounted }: Kill,
  command: readonly string[],
): Promise<{ readonly killed: boolean; readonly said: Said }> {
  let requests = 0;
  let killed = false;
  const running = world.start(...command);
  const isTheOne = new WeakSet<Seen>();
  let orphans: ProcessLine[] = [];
  const kill = (seen: Seen) => {
    if (!isTheOne.has(seen)) return;
    orphans = descendantsOf(running.pid);
    process.kill(victim === "engine" ? running.pid : (orphans.find(isPlugin)?.pid ?? 0), "SIGKILL");
    killed = true;
  };
  proxy.follow({
    fault: (seen) => {
      if (!isCounted(seen) || killed || ++requests !== number) return undefined;
      isTheOne.add(seen);
      return moment === "before" ? "dropped before" : "answer lost";
    },
    [moment]: kill,
  });
  const said = await running.said;
  // The plugin ends by itself; Pulumi's language host of an engine that was killed does not.
  await vi.waitFor(() => expect(orphans.filter(isPlugin).filter(isAlive)).toEqual([]), 60_000);
  for (const { pid } of orphans.filter(isAlive)) process.kill(pid, "SIGKILL");
  await proxy.idle();
  proxy.follow({});
  return { killed, said };
}

/** Completes what an engine that was killed has left in the state. */
export async function recover(world: World): Promise<void> {
  const { code, output } = await world.run(process.execPath, "cli/main.ts", "recover", "--stack", "dev", "--yes");
  if (code !== 0) throw new Error(`recover: exit ${code}\n${output}`);
}

function isPlugin({ line }: ProcessLine): boolean {
  return line.includes("provider/main.ts");
}

function isAlive({ pid }: ProcessLine): boolean {
  return existsSync(`/proc/${pid}`);
}
