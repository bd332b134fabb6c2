import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Plan, Seen } from "../faults/fault-proxy.ts";
import { type Declared, type DeliveryWorld, type Kept, startDeliveryWorld } from "./delivery-world.ts";

// A client is created or regenerated, and delivered to the vault; at each of the requests to the domain and to the vault something fails.

/** What goes on after the interruption: the plugin that runs, or a new one, on the machine of the first one or on another one. */
type Machine = "running" | "same" | "other";

let world: DeliveryWorld;
let count = 0;
/** Every client secret that a domain ever had in a test. */
const secrets = new Set<string>();
const errors: string[] = [];

beforeAll(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  world = await startDeliveryWorld();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world?.close();
});

/** Runs `up` as often as it takes, after a first one that is disturbed. @returns how many requests the first one had sent */
async function disturbed(kept: Kept, declared: Declared, plan: Plan, machine: Machine): Promise<number> {
  let sent = 0;
  world.proxy.follow({
    ...plan,
    before: () => void sent++,
  });
  const failure = await world.up(kept, declared).then(
    () => undefined,
    (error: Error) => error,
  );
  world.proxy.follow({});
  if (failure !== undefined) errors.push(failure.message);
  if (kept.app !== undefined) secrets.add(await world.inDomain(kept));
  if (machine !== "running") await world.restart(machine);
  await world.up(kept, declared);
  return sent;
}

async function expectDelivered(kept: Kept, client: string): Promise<void> {
  const { document, stages } = await world.inVault(client);
  const secret = await world.inDomain(kept);
  secrets.add(secret);
  expect(document.clientSecret).toBe(secret);
  expect(await world.getsToken(document)).toBe(true);
  expect(stages.filter((stage) => stage.includes("PENDING"))).toEqual([]);
  expect(kept.delivery?.properties.outdated).toBe(false);
}

const faults = { before: "dropped before", after: "answer lost" } as const;
// Only a regeneration remembers anything on its machine.
const cases = [
  { operation: "creation", moment: "after", machine: "running", keepSecretInState: false },
  { operation: "creation", moment: "before", machine: "other", keepSecretInState: false },
  { operation: "creation", moment: "after", machine: "other", keepSecretInState: false },
  { operation: "regeneration", moment: "after", machine: "running", keepSecretInState: false },
  { operation: "regeneration", moment: "before", machine: "same", keepSecretInState: false },
  { operation: "regeneration", moment: "after", machine: "same", keepSecretInState: false },
  { operation: "regeneration", moment: "after", machine: "other", keepSecretInState: false },
  { operation: "regeneration", moment: "after", machine: "other", keepSecretInState: true },
] as const;

describe("a delivery that is interrupted at every request to the domain and to the vault", () => {
  it.each(cases)(
    "ends with a known, working secret in the vault: $operation, $moment each request, then the $machine machine; in the state: $keepSecretInState",
    async ({ keepSecretInState, operation, moment, machine }) => {
      const states: string[] = [];
      const isCreation = operation === "creation";
      let [client, kept, version]: [string, Kept, number] = [`c${++count}`, {}, 1];
      if (!isCreation) {
        await world.up(kept, { client, version, keepSecretInState });
        secrets.add(await world.inDomain(kept));
      }
      for (let at = 1; ; at++) {
        if (isCreation) [client, kept] = [`c${++count}`, {}];
        else version++;
        // The running plugin loses one answer; a plugin that is killed sends nothing more.
        const fault = ({ number }: Seen) => {
          if (number === at) return faults[moment];
          return machine !== "running" && number > at ? faults.before : undefined;
        };
        const sent = await disturbed(kept, { client, version, keepSecretInState }, { fault }, machine);
        await expectDelivered(kept, client);
        states.push(JSON.stringify(kept));
        if (sent < at) break;
      }
      expect(states.length).toBeGreaterThan(isCreation ? 8 : 18);
      const found = (text: string) => [...secrets].filter((secret) => text.includes(secret));
      if (!keepSecretInState) expect(found(states.join())).toEqual([]);
      for (const text of [errors, world.said, world.remembered(), world.domain.requests])
        expect(found(JSON.stringify(text))).toEqual([]);
    },
  );
});
