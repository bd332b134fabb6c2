import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../protocol.ts";
import { configuration, withoutMarks } from "../world.ts";
import { type StubWorld, startStubWorld } from "./stub-world.ts";

// The official plugin's calls, in the order in which they were recorded, answered by ours. All use the same domain.

interface Recorded {
  readonly method: string;
  readonly request: Json;
  readonly response: Json;
}

/** How our answers may differ from the recorded ones, and why. */
const differences: readonly { readonly reason: string; readonly alike: (value: Json) => Json }[] = [
  {
    reason: "a client secret is marked as one: the official plugin leaves it in clear text in the state",
    alike: (value) => withoutMarks(value) as Json,
  },
  {
    reason: "the official plugin records in a preview's __meta that it has planned; this is not used",
    alike: (value) => mapped(value, (text) => text.replace('"_new_extra_shim":{},', "")),
  },
  {
    reason: "a look-up's id is a number without meaning",
    alike: (value) => mapped(value, (text) => text.replace(/(DataSource)-\d+/, "$1-0")),
  },
  {
    reason: "generated names end in digits of another random number",
    alike: (value) => mapped(value, (text) => text.replace(/^payments-[0-9a-f]{7}$/, "payments-0000000")),
  },
  {
    reason: "times, versions and secrets are the domain's own",
    alike: (value) =>
      mapped(value, (text) =>
        text
          .replace(/^2026-.*Z$/, "<time>")
          .replace(/^[0-9a-f]{32}$/, "<hex>")
          .replace(/^idcscs-.*/, "<secret>"),
      ),
  },
];

const folder = new URL("./recordings/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".grpc.jsonl"));
/** By the times in them: the role (10) was changed before the description was changed by hand (08). */
const steps = files.toSorted((one, other) => timeOf(one) - timeOf(other));

describe("the recorded calls of the official plugin", () => {
  let world: StubWorld;
  /** Ids of the recorded domain and the ids of ours for the same resources. */
  const ids = new Map<string, string>();

  beforeAll(async () => {
    world = await startStubWorld();
  });
  afterAll(() => world.close());

  it("are those of 12 steps", () => expect(steps).toHaveLength(12));

  it.each(steps)("have the same answers from this plugin in %s", async (step) => {
    if (step.startsWith("08")) changeByHand(world);
    for (const { method, request, response } of read(step)) {
      const answer = await world.call(method, renamed(request, ids));
      if (method === "Create" && request.preview !== true) ids.set(String(response.id), String(answer.id));
      const back = new Map([...ids].map(([theirs, ours]) => [ours, theirs]));
      expect(alike(renamed(answer, back)), `${method} ${request.urn ?? request.tok ?? ""}`).toEqual(alike(response));
    }
  });

  it("leave nothing in the domain", () => expect([world.stub.apps.size, world.stub.grants.size]).toEqual([0, 0]));

  it("cost these requests and no others", () => {
    const costs = world.stub.seen.map(({ method, url }) => `${method} ${url.replace(/\/[0-9a-f]{32}$|\?.*$/, "")}`);
    const counts = Object.fromEntries(
      [...new Set(costs)].map((cost) => [cost, costs.filter((one) => one === cost).length]),
    );
    expect(counts).toEqual({
      // Those of the official plugin, and one in each preview that creates or renames an application.
      "GET /admin/v1/Apps": 16 + 6 + 2,
      "GET /admin/v1/AppRoles": 16,
      "POST /admin/v1/Apps": 1,
      "POST /admin/v1/Grants": 2,
      "PUT /admin/v1/Apps": 3,
      // Those of the official plugin, and one in the preview and in the run that create an assignment of an existing application.
      "GET /admin/v1/Grants": 6 + 2,
      "DELETE /admin/v1/Grants": 2,
      "DELETE /admin/v1/Apps": 1,
    });
  });
});

function read(step: string): Recorded[] {
  const lines = readFileSync(new URL(step, folder), "utf8").trim().split("\n");
  return lines.map((line) =>
    JSON.parse(line.replaceAll("<pem>", JSON.stringify(configuration.privateKey).slice(1, -1))),
  );
}

function timeOf(step: string): number {
  const number = Number(step.slice(0, 2));
  return number === 10 ? 7.5 : number;
}

function changeByHand(world: StubWorld): void {
  for (const app of world.stub.apps.values()) app.description = "drifted";
}

function renamed(message: Json, names: ReadonlyMap<string, string>): Json {
  let text = JSON.stringify(message);
  for (const [from, to] of names) text = text.replaceAll(from, to);
  return JSON.parse(text);
}

function alike(message: Json): Json {
  return differences.reduce((value, difference) => difference.alike(value), message);
}

function mapped(value: Json, change: (text: string) => string): Json {
  return JSON.parse(JSON.stringify(value), (_, member) => (typeof member === "string" ? change(member) : member));
}
