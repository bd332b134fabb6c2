import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { cleanUp } from "../../../cli/conformance/clean-up.ts";
import { sendTo } from "../../../cli/conformance/send.ts";
import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { type ConformanceWorld, startWorld, user } from "./world.ts";

type Answer = () => Promise<Response>;

let world: ConformanceWorld;
let before: unknown;
/** The requests of a run, in order, and the number of the first that cleans up. */
const methods: string[] = [];
let cleaning = 0;

/** Sends to the domain, and lets a function decide what becomes of each request; they are numbered from 1. */
function between(decide: (number: number, answer: Answer, request: Request) => Promise<Response>): typeof fetch {
  let number = 0;
  return (input, init) => {
    number++;
    const request = new Request(input, init);
    return decide(number, () => world.domain.fetch(request), request);
  };
}

/** What the next run does first. */
const cleanedByNext = () =>
  cleanUp(sendTo(world.admin.url, world.credentials, { fetch: between((_, answer) => answer()) }));

const dead = async (): Promise<never> => {
  throw new TypeError("fetch failed");
};

beforeAll(async () => {
  world = await startWorld();
  before = await world.contents();
  const recording = between((_, answer, { method }) => {
    methods.push(method);
    return answer();
  });
  const progress = (step: string) => {
    if (step === "removing the application") cleaning = methods.length + 1;
  };
  await world.run({ write: true, user, progress }, recording);
});

describe("a run with --write", () => {
  it("leaves the domain as it was", async () => {
    expect(methods.filter((method) => method !== "GET").length).toBeGreaterThan(40);
    expect(await world.contents()).toEqual(before);
  });

  // What a killed run leaves depends only on the last request that was carried out.
  it("that is killed at any request is cleaned up by the next run", async () => {
    const left = new Set<number>();
    for (let last = 1; last <= methods.length; last++) {
      const killed = between(async (number, answer) => {
        if (number > last) return dead();
        const response = await answer();
        return number === last ? dead() : response;
      });
      await expect(world.run({ write: true, user }, killed), `request ${last}`).rejects.toThrow();
      if ((await cleanedByNext()).removed.length > 0) left.add(last);
      expect(await world.contents(), `killed at request ${last}`).toEqual(before);
    }
    const created = methods.indexOf("POST") + 1;
    expect(Math.min(...left)).toBe(created);
    expect(Math.max(...left)).toBe(methods.length - 1);
    expect(left.size).toBe(methods.length - created);
  });

  it("that loses the answer to a write removes its application itself", async () => {
    for (const [index] of methods.entries()) {
      if (methods[index] === "GET" || index + 1 >= cleaning) continue;
      const losing = between(async (number, answer) => {
        const response = await answer();
        return number === index + 1 ? dead() : response;
      });
      await expect(world.run({ write: true, user }, losing), `request ${index + 1}`).rejects.toThrow();
      expect(await world.contents(), `lost answer ${index + 1}`).toEqual(before);
    }
  });

  it("that cannot remove its application names it, and says what to do", async () => {
    const killed = between((number, answer) => (number < cleaning ? answer() : dead()));
    await expect(world.run({ write: true, user }, killed)).rejects.toThrow(
      /^The application "idcs-apps conformance check [0-9a-f]{8}" may be left in the domain, because it could not be removed\. Run the command again with --write: it removes what an earlier run left\.\nGET /,
    );
    expect((await cleanedByNext()).removed).toHaveLength(1);
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
