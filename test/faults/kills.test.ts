import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { IdentityDomain } from "../../identity-domain/client.ts";
import { administratorOf } from "../stack/administrator.ts";
import { descendantsOf, type ProcessLine } from "../stack/process-arguments.ts";
import { createWorld, type World } from "../stack/world.ts";
import { declaredBy, heldBy, manifestOf } from "./expected.ts";
import { type FaultProxy, type Seen, startFaultProxy } from "./fault-proxy.ts";

// Pulumi or its plugin is killed at each request of each operation, just before the domain gets it or just after the
// domain has done it. Then: `recover`, the same command again, and the domain must hold exactly what is declared.

// One client with two roles has every kind of request; FAULTS=all takes more, so that several are under way at once.
const clients = process.env.FAULTS === "all" ? 3 : 1;
const first = manifestOf(clients);
const second = manifestOf(clients, { description: "second" });
const otherRoles = { description: "second", roles: ["ServiceDeveloper", "ServiceMonitor"] };
const third = manifestOf(clients, otherRoles);

let world: World;
let proxy: FaultProxy;
let administrator: IdentityDomain;
let kills = 0;

beforeAll(async () => {
  world = await createWorld({});
  proxy = await startFaultProxy(() => world.domain.url);
  world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
  administrator = await administratorOf(world.domain);
});
afterAll(async () => {
  console.log(`kills: ${kills}`);
  await proxy?.close();
  await world?.close();
});

type Victim = "engine" | "plugin";
type Moment = "before" | "after";

/** Runs a command and kills a process at the n-th writing request. @returns whether there was such a request */
async function killAt(n: number, moment: Moment, victim: Victim, ...command: string[]): Promise<boolean> {
  let writes = 0;
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
      if (seen.method === "GET" || killed || ++writes !== n) return undefined;
      isTheOne.add(seen);
      return moment === "before" ? "dropped before" : "answer lost";
    },
    [moment]: kill,
  });
  await running.said;
  // The plugin ends by itself; Pulumi's language host of an engine that was killed does not.
  await vi.waitFor(() => expect(orphans.filter(isPlugin).filter(isAlive)).toEqual([]), 10_000);
  for (const { pid } of orphans.filter(isAlive)) process.kill(pid, "SIGKILL");
  await proxy.idle();
  proxy.follow({});
  if (killed) kills++;
  return killed;
}

const isPlugin = ({ line }: ProcessLine) => line.includes("provider/main.ts");
const isAlive = ({ pid }: ProcessLine) => existsSync(`/proc/${pid}`);

async function succeed(...command: string[]): Promise<void> {
  const { code, output } = await world.pulumi(...command);
  if (code !== 0) throw new Error(`pulumi ${command.join(" ")}: exit ${code}\n${output}`);
}

async function recover(): Promise<void> {
  const { code, output } = await world.run(process.execPath, "cli/main.ts", "recover", "--stack", "dev", "--yes");
  if (code !== 0) throw new Error(`recover: exit ${code}\n${output}`);
}

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];

/** From one manifest to another (undefined: nothing declared), killed at every request on the way. */
async function sweep(from: string | undefined, to: string | undefined, moment: Moment, victim: Victim, held: string[]) {
  for (let n = 1; ; n++) {
    if (from) {
      world.write("teams/faults.yaml", from);
      await succeed(...up);
    } else {
      await succeed(...destroy);
    }
    if (to) world.write("teams/faults.yaml", to);
    const command = to ? up : destroy;
    const wasKilled = await killAt(n, moment, victim, ...command);
    if (wasKilled && victim === "engine") await recover();
    await succeed(...command);
    expect({ n, held: await heldBy(administrator) }).toEqual({ n, held });
    if (!wasKilled) return;
  }
}

describe.each([
  ["engine", "before"],
  ["engine", "after"],
  ["plugin", "after"],
] as const)("killing the %s %s the domain acts", (victim, moment) => {
  it("loses and doubles nothing in creating", async () => {
    world.write("teams/faults.yaml", first);
    await sweep(undefined, first, moment, victim, declaredBy(clients));
  }, 300_000);

  it("loses and doubles nothing in updating", async () => {
    await sweep(first, second, moment, victim, declaredBy(clients, { description: "second" }));
  }, 300_000);

  it("loses and doubles nothing in replacing", async () => {
    await sweep(second, third, moment, victim, declaredBy(clients, otherRoles));
  }, 300_000);

  it("leaves nothing in destroying", async () => {
    await sweep(third, undefined, moment, victim, []);
  }, 300_000);
});
