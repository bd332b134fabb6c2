import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, type Said, type World } from "../stack/world.ts";
import { declaredBy, heldBy, manifestOf } from "./expected.ts";
import { type FaultProxy, type Seen, startFaultProxy } from "./fault-proxy.ts";
import { killAt, type Moment, recover, type Victim } from "./kill-at.ts";

// One client with two roles has every kind of request; FAULTS=all takes more, so that several are under way at once.
const clients = process.env.FAULTS === "all" ? 3 : 1;
const first = manifestOf(clients);
const second = manifestOf(clients, { description: "second" });
const otherRoles = { description: "second", roles: ["ServiceDeveloper", "ServiceMonitor"] };
const third = manifestOf(clients, otherRoles);

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
const refresh = ["refresh", "--yes", "--skip-preview"];

/** A sweep runs Pulumi some thirty times. */
const sweepTimeout = 1_800_000;

/**
 * Kills Pulumi or its plugin at each writing request of each operation, and at each request of a refresh. Then: `recover`, the same command again, and the
 * domain must hold exactly what is declared.
 */
export function describeKills(victim: Victim, moment: Moment): void {
  let world: World;
  let proxy: FaultProxy;
  let administrator: IdentityDomain;
  let kills = 0;

  beforeAll(async () => {
    world = await createWorld({ "teams/faults.yaml": first });
    proxy = await startFaultProxy(() => world.domain.url);
    world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
    administrator = await administratorOf(world.domain);
  });
  afterAll(async () => {
    console.log(`kills of the ${victim} ${moment} the domain acts: ${kills}`);
    await proxy?.close();
    await world?.close();
  });

  /** Runs a command and kills a process at the n-th request that counts. @returns whether there was one; else it succeeded */
  async function killAtRequest(number: number, command: readonly string[]): Promise<boolean> {
    const isMeant = (seen: Seen) => isCounted(seen, command);
    const { killed, said } = await killAt({ world, proxy, victim, moment, number, isCounted: isMeant }, command);
    if (killed) kills++;
    else refuseFailure(command, said);
    return killed;
  }

  async function succeed(...command: string[]): Promise<void> {
    refuseFailure(command, await world.pulumi(...command));
  }

  /** Goes from one manifest to the next, round and round, killed at the first request, then at the second, … */
  async function sweep(...round: Step[]): Promise<void> {
    for (let n = 1, killed = true; killed; n++) {
      killed = false;
      for (const { manifest, command, held } of round) {
        world.write("teams/faults.yaml", manifest);
        const wasKilled = await killAtRequest(n, command);
        if (wasKilled && victim === "engine") await recover(world);
        if (wasKilled) await succeed(...command);
        expect({ n, held: await heldBy(administrator) }).toEqual({ n, held });
        killed ||= wasKilled;
      }
    }
  }

  describe(`killing the ${victim} ${moment} the domain acts`, () => {
    it(
      "loses and doubles nothing in creating, and leaves nothing in destroying",
      async () => {
        await sweep(
          { manifest: first, command: up, held: declaredBy(clients) },
          { manifest: first, command: destroy, held: [] },
        );
      },
      sweepTimeout,
    );

    it(
      "loses and doubles nothing in updating",
      async () => {
        await sweep(
          { manifest: first, command: up, held: declaredBy(clients) },
          { manifest: second, command: up, held: declaredBy(clients, { description: "second" }) },
        );
      },
      sweepTimeout,
    );

    it(
      "loses and doubles nothing in replacing",
      async () => {
        await sweep(
          { manifest: second, command: up, held: declaredBy(clients, { description: "second" }) },
          { manifest: third, command: up, held: declaredBy(clients, otherRoles) },
        );
      },
      sweepTimeout,
    );

    // The domain does nothing at a GET: a kill before it is a kill after the one before.
    if (moment === "before") return;
    it(
      "loses nothing in refreshing",
      async () => {
        world.write("teams/faults.yaml", third);
        await succeed(...up);
        await sweep({ manifest: third, command: refresh, held: declaredBy(clients, otherRoles) });
        refuseFailure(up, await world.pulumi(...up, "--expect-no-changes"));
      },
      sweepTimeout,
    );
  });
}

/** Look-ups change nothing, but a refresh has no other requests. */
function isCounted({ method }: Seen, command: readonly string[]): boolean {
  return command === refresh || method !== "GET";
}

function refuseFailure(command: readonly string[], { code, output }: Said): void {
  if (code !== 0) throw new Error(`pulumi ${command.join(" ")}: exit ${code}\n${output}`);
}

interface Step {
  readonly manifest: string;
  readonly command: readonly string[];
  readonly held: readonly string[];
}
