import { afterAll, beforeAll, expect, it } from "vitest";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, type World } from "../stack/world.ts";
import { declaredBy, heldBy, manifestOf } from "./expected.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

let world: World;
let proxy: FaultProxy;

beforeAll(async () => {
  world = await createWorld({ "teams/faults.yaml": manifestOf(2) });
  proxy = await startFaultProxy(() => world.domain.url);
  world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
});
afterAll(async () => {
  await proxy?.close();
  await world?.close();
});

// The plugin waits two minutes for an answer: Ctrl-C must end that wait.
const longestWait = 100_000;

it("Ctrl-C ends a run that waits for an answer, and the next run does the rest", async () => {
  const running = world.start("up", "--yes", "--skip-preview");
  let interrupted = Number.POSITIVE_INFINITY;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy.follow({
    wait: async ({ method }) => {
      if (method !== "POST") return;
      interrupted = Math.min(interrupted, performance.now());
      process.kill(running.pid, "SIGINT");
      await held;
    },
  });
  const { code, output } = await running.said;
  expect(performance.now() - interrupted).toBeLessThan(longestWait);
  release();
  await proxy.idle();
  proxy.follow({});
  expect(code).not.toBe(0);
  expect(output).toMatch(/cancel/i);

  const again = await world.pulumi("up", "--yes", "--skip-preview");
  expect(again).toMatchObject({ code: 0 });
  expect(await heldBy(await administratorOf(world.domain))).toEqual(declaredBy(2));
});
