import { setImmediate as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, requestToken } from "../stack/developer.ts";
import { createWorld, type Outputs, type World } from "../stack/world.ts";
import { type FaultProxy, type Seen, startFaultProxy } from "./fault-proxy.ts";
import { killAt, type Moment, recover } from "./kill-at.ts";

// A client that calls an API without pause while its secret is rotated twice, and the engine is killed at every step.

const name = "payments/ledger";
const manifest = `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
    rotation: { every: 30d, grace: 7d }
`;

type Pair = { readonly clientId: string; readonly clientSecret: string };

let world: World;
let proxy: FaultProxy;
/** The pairs that consumers use: one takes each new pair at once, the other one with its deployment, in the last days of the grace. */
const used: Record<"prompt" | "late", Pair> = {
  prompt: { clientId: "", clientSecret: "" },
  late: { clientId: "", clientSecret: "" },
};
const calls = { prompt: 0, late: 0 };
const failed: string[] = [];
let isOver = false;
let calling: Promise<void> = Promise.resolve();

beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": manifest });
  proxy = await startFaultProxy(() => world.domain.url);
  world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
  await succeed("2026-01-01");
  used.prompt = (await shown()).current;
  used.late = used.prompt;
  calling = callWithoutPause((await world.outputs("--show-secrets")).clients[name]);
});
afterAll(async () => {
  isOver = true;
  await calling;
  await proxy?.close();
  await world?.close();
});

async function callWithoutPause(client: Outputs["clients"][string] | undefined): Promise<void> {
  if (client === undefined) throw new Error("the stack shows no client");
  const url = `${world.domain.url}/ic/api/integration/v1/integrations?integrationInstance=finance`;
  const tokenUrl = client.tokenUrl.replace(proxy.url, world.domain.url);
  while (!isOver) {
    for (const consumer of ["prompt", "late"] as const) {
      const pair = used[consumer];
      const form = { grant_type: "client_credentials", scope: client.scope };
      const token = await requestToken({ ...client, ...pair, tokenUrl }, form);
      const status = token.status === 200 ? await callApi(url, token) : token.status;
      calls[consumer]++;
      if (status !== 200) failed.push(`${consumer} as ${pair.clientId}: ${status}`);
    }
    await pause();
  }
}

const up = (day: string) => ["up", "--yes", "--skip-preview", "--config", `idcs-apps:asOf=${day}`];

async function succeed(day: string): Promise<void> {
  const { code, output } = await world.pulumi(...up(day));
  if (code !== 0) throw new Error(output);
}

/** What the outputs show, whatever was killed. */
async function shown() {
  const { clientPairs } = await world.outputs("--show-secrets");
  const pairs = clientPairs?.[name];
  if (pairs === undefined) throw new Error("the stack shows no pairs");
  return pairs;
}

/** What a writing request does: `PUT <path> tested`. */
function stepOf({ method, path, body }: Seen): string {
  const [state = ""] = /(?<="rotation-state","value":")\w+/.exec(body) ?? [];
  return `${method} ${path.replace(/\?.*/, "").replace(/[0-9a-f]{32}/, "<id>")} ${state}`.trim();
}

/** Runs `up` until it succeeds, and kills the engine once at each kind of writing request that it sends. @returns them, in order */
async function killedAtEveryStep(day: string, moment: Moment): Promise<string[]> {
  const steps: string[] = [];
  for (;;) {
    let step = "";
    const isCounted = (seen: Seen) => {
      if (seen.method === "GET" || steps.includes(stepOf(seen))) return false;
      step ||= stepOf(seen);
      return true;
    };
    const { killed, said } = await killAt({ world, proxy, victim: "engine", moment, number: 1, isCounted }, up(day));
    if (!killed && said.code !== 0) throw new Error(said.output);
    used.prompt = (await shown()).current;
    if (!killed) return steps;
    steps.push(step);
    await recover(world);
  }
}

/** The calls that have failed, after each consumer has called twice more. */
async function failures(): Promise<readonly string[]> {
  const before = { ...calls };
  while (calls.prompt < before.prompt + 2 || calls.late < before.late + 2) await pause();
  return failed;
}

describe("a rotation with the engine killed at every step", () => {
  it.each([
    ["after", "2026-01-31", "2026-02-10", "2026-02-17", "payments_ledger_dev_b"],
    ["before", "2026-03-15", "2026-03-20", "2026-03-27", "payments_ledger_dev"],
  ] as const)(
    "just %s the domain acts fails no call, neither of a client that takes the new pair at once nor of one that does so on the last day",
    async (moment, due, published, closed, next) => {
      const { current: old } = await shown();
      expect(await killedAtEveryStep(due, moment)).toEqual([
        "PUT /admin/v1/Apps/<id> staged",
        "POST /admin/v1/AppClientSecretRegenerator",
        "POST /oauth2/v1/token",
        "PUT /admin/v1/Apps/<id> tested",
      ]);
      expect(await shown()).toMatchObject({ current: { clientId: next }, previous: old });
      expect(await failures()).toEqual([]);

      // Both are written at once, so the engine may be killed at either of them or at both.
      const begun = await killedAtEveryStep(published, moment);
      expect(begun.length).toBeGreaterThan(0);
      expect(["PUT /admin/v1/Apps/<id> current", "PUT /admin/v1/Apps/<id> previous"]).toEqual(
        expect.arrayContaining(begun),
      );
      expect(await shown()).toMatchObject({ current: { clientId: next }, previous: old });
      expect(used.late).toEqual(old);
      expect(await failures()).toEqual([]);

      used.late = used.prompt;
      await failures();
      expect(await killedAtEveryStep(closed, moment)).toEqual([
        "POST /admin/v1/AppClientSecretRegenerator",
        "PUT /admin/v1/Apps/<id> closed",
      ]);
      expect(await shown()).toEqual({ current: used.prompt });
      expect(await failures()).toEqual([]);

      const form = { grant_type: "client_credentials", scope: "" };
      const { clients } = await world.outputs();
      const asOld = { ...(clients[name] as Outputs["clients"][string]), ...old };
      expect((await requestToken(asOld, form)).error).toBe("invalid_client");
      console.log(`calls: ${calls.prompt} and ${calls.late}, of which failed: ${failed.length}`);
    },
    600_000,
  );
});
