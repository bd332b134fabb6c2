import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Processes, type Started } from "../../processes/start.ts";
import { administratorOf, type Call } from "../data-folder-profile.ts";
import { clientBody } from "../world.ts";

// FAULTS=all kills more often.
const kills = process.env.FAULTS === "all" ? 100 : 40;
const writesPerRound = 12;
const main = join(import.meta.dirname, "../../../local/main.ts");

let data: string;
const processes = new Processes();
let server: Started | undefined;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "local-domain-kills-"));
});
afterAll(async () => {
  await kill();
  await rm(data, { recursive: true, force: true });
});

async function serve(): Promise<Call> {
  server = processes.start(process.execPath, [main, "serve", "--port", "0", "--data", data]);
  server.stderr.pipe(process.stderr, { end: false });
  const [line] = (await once(createInterface(server.stdout), "line")) as [string];
  return administratorOf(/http:\S+(?=,)/.exec(line)?.[0] ?? "", data);
}

async function kill(): Promise<void> {
  if (server === undefined || server.signalCode !== null || server.exitCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

/** An application as the domain lists it. */
interface Listed {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
}

async function listed(call: Call): Promise<Map<string, Listed>> {
  const query = new URLSearchParams({ filter: 'displayName sw "killed-"', count: "1000" });
  const answer = await call("GET", `/admin/v1/Apps?${query}`);
  expect(answer.status).toBe(200);
  const { Resources } = (await answer.json()) as { Resources?: Listed[] };
  return new Map((Resources ?? []).map((app) => [app.displayName, app]));
}

/** Each application's descriptions that are possible now; `undefined` is its absence. One, but for unanswered writes. */
type Possible = Map<string, readonly (string | undefined)[]>;

/** Writes to an application: creates it, or changes or deletes the one that is there. */
function write(call: Call, name: string, there: Listed | undefined, to: string | undefined): Promise<Response> {
  const body = clientBody({ displayName: name, description: to, active: false });
  if (there === undefined) return call("POST", "/admin/v1/Apps", body);
  if (to === undefined) return call("DELETE", `/admin/v1/Apps/${there.id}`);
  return call("PUT", `/admin/v1/Apps/${there.id}`, body);
}

it(`killed ${kills} times during writes, it comes up each time with every acknowledged write`, async () => {
  const possible: Possible = new Map();
  let answered = 0;
  let unanswered = 0;
  for (let round = 0; round <= kills; round += 1) {
    const call = await serve();
    const there = await listed(call);
    for (const name of there.keys()) expect(possible.has(name), `${name} was never written`).toBe(true);
    for (const [name, states] of possible) {
      const state = there.get(name)?.description;
      expect(states, `${name} in round ${round}`).toContain(state);
      possible.set(name, [state]);
    }
    if (round === kills) break;

    const enough = 1 + (round % (writesPerRound - 1));
    let answers = 0;
    const writes = Array.from({ length: writesPerRound }, async (_, i) => {
      const name = `killed-${(round * 5 + i) % 40}`;
      const app = there.get(name);
      const to = app !== undefined && (round + i) % 3 === 0 ? undefined : `round ${round}`;
      possible.set(name, [app?.description, to]);
      let answer: Response;
      try {
        answer = await write(call, name, app, to);
      } catch {
        unanswered += 1;
        return;
      }
      possible.set(name, [to]);
      answered += 1;
      answers += 1;
      if (answers === enough) server?.kill("SIGKILL");
      expect([200, 201, 204], `${name}: ${answer.status}`).toContain(answer.status);
    });
    await Promise.all(writes);
    await kill();
  }
  console.log(`${kills} kills, ${answered} writes acknowledged, ${unanswered} in doubt`);
  expect(unanswered).toBeGreaterThan(kills);
});
