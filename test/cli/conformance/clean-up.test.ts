import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { cleanUp } from "../../../cli/conformance/clean-up.ts";
import { sendTo } from "../../../cli/conformance/send.ts";
import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { type ConformanceWorld, startWorld, user } from "./world.ts";

type Answer = () => Promise<Response>;

let world: ConformanceWorld;
let before: unknown;
let requests: number;

/** Sends to the domain, and lets a function decide what becomes of each request, which are numbered from 1. */
function between(decide: (number: number, answer: Answer) => Promise<Response>): typeof fetch {
  let number = 0;
  return (input, init) => {
    number++;
    return decide(number, () => world.domain.fetch(new Request(input, init)));
  };
}

const dead = async (): Promise<never> => {
  throw new TypeError("fetch failed");
};

beforeAll(async () => {
  world = await startWorld();
  before = await world.contents();
  requests = 0;
  const counting = between((_, answer) => {
    requests++;
    return answer();
  });
  await world.run({ write: true, user }, counting);
});

describe("a run with --write", () => {
  it("leaves the domain as it was", async () => {
    expect(requests).toBeGreaterThan(60);
    expect(await world.contents()).toEqual(before);
  });

  it("that is killed at any request, before or after it is carried out, is cleaned up by the next run", async () => {
    const leftovers: string[] = [];
    for (let last = 1; last <= requests; last++)
      for (const isCarriedOut of [false, true]) {
        const killed = between(async (number, answer) => {
          if (number < last) return answer();
          if (number === last && isCarriedOut) await answer();
          return dead();
        });
        const isOver = await world.run({ write: true, user }, killed).then(
          () => true,
          () => false,
        );
        expect(isOver, `request ${last} of ${requests}`).toBe(false);
        const send = sendTo(world.admin.url, world.credentials, { fetch: between((_, answer) => answer()) });
        leftovers.push(...(await cleanUp(send)).removed);
        expect(await world.contents(), `killed at request ${last}`).toEqual(before);
      }
    expect(leftovers.length).toBeGreaterThan(requests);
  });

  it("that loses one answer removes its application itself", async () => {
    for (let lost = 1; lost <= requests; lost++) {
      const once = between(async (number, answer) => {
        const response = await answer();
        return number === lost ? dead() : response;
      });
      await world.run({ write: true, user }, once).catch(() => undefined);
      // What was lost in the cleaning itself is for the next run.
      const send = sendTo(world.admin.url, world.credentials, { fetch: between((_, answer) => answer()) });
      const { removed } = await cleanUp(send);
      if (lost < requests - 10) expect(removed, `lost answer ${lost}`).toEqual([]);
      expect(await world.contents()).toEqual(before);
    }
  });

  it("that is interrupted removes its application, and says that it was cancelled", async () => {
    const controller = new AbortController();
    const interrupting = between((number, answer) => {
      if (number === 40) controller.abort();
      return answer();
    });
    const options = { fetch: interrupting, retry: { retries: 0 }, signal: controller.signal };
    await expect(world.run({ write: true, user, options })).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await world.contents()).toEqual(before);
  });
});

describe("cleaning up", () => {
  const created: StoredResource[] = [];
  afterEach(async () => {
    for (const { id } of created.splice(0)) await world.admin.remove("Apps", id);
  });
  const createApp = async (attributes: JsonObject) => {
    created.push(
      await world.admin.create("Apps", {
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
        basedOnTemplate: { value: "CustomWebAppTemplateId" },
        ...attributes,
      }),
    );
  };

  it.each<[string, JsonObject]>([
    ["no tag", { displayName: "idcs-apps conformance check 0123abcd", name: "idcsappsconformance0123abcd" }],
    [
      "the tag of another run",
      {
        displayName: "idcs-apps conformance check 0123abcd",
        name: "idcsappsconformance0123abcd",
        tags: [{ key: "idcs-apps-conformance", value: "ffffffff" }],
      },
    ],
    [
      "another client ID",
      {
        displayName: "idcs-apps conformance check 0123abcd",
        name: "payments",
        tags: [{ key: "idcs-apps-conformance", value: "0123abcd" }],
      },
    ],
    [
      "a longer name",
      {
        displayName: "idcs-apps conformance check 0123abcd of payments",
        name: "idcsappsconformance0123abcd",
        tags: [{ key: "idcs-apps-conformance", value: "0123abcd" }],
      },
    ],
  ])("leaves an application whose name begins like its own and that has %s", async (_, attributes) => {
    await createApp(attributes);
    const report = await world.run({ write: true });
    expect(report.left).toEqual([attributes.displayName]);
    expect(report.removed).toEqual([]);
    expect((await world.admin.read("Apps", created[0]?.id ?? "")).displayName).toBe(attributes.displayName);
  });
});
