import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LiveHalves, rotationPlan } from "../../components/parts/rotation-plan.ts";
import { type HalfName, type HalfTags, halfOf, tagsOfHalf } from "../../components/parts/rotation-tags.ts";
import type { RotationSchedule } from "../../manifest/keys-and-defaults/rotation.ts";
import { daysAfter, daysBetween } from "../../wording/days.ts";

const asOf = "2026-04-01";
const run = { asOf, isPostponed: false };
const schedule: RotationSchedule = { version: 1, every: 90, grace: 7 };
const young = { since: "2026-03-20", version: 1 };
const old = { since: "2026-01-01", version: 1 };
const current = (more: Partial<HalfTags> = {}): HalfTags => ({ state: "current", secretNumber: 3, ...young, ...more });
const closed: HalfTags = { state: "closed", secretNumber: 2 };

describe("the tags of a half", () => {
  it.each<HalfTags>([
    { state: "current", secretNumber: 3, since: "2026-01-01", version: 2 },
    { state: "previous", secretNumber: 2, since: "2025-01-01", version: 1, until: "2026-01-08" },
    { state: "staged", secretNumber: 2, version: 2, tries: 2, failure: "invalid_scope" },
    closed,
  ])("are read as they were written: %j", (half) => {
    const tags = tagsOfHalf("B", half);
    expect(halfOf(new Map(Object.entries(tags)))).toEqual(half);
  });

  it("of an application that nobody rotates say that it is current, and since when if its age is counted", () => {
    expect(halfOf(new Map([["secret-version", "4"]]))).toEqual({ state: "current", secretNumber: 1 });
    expect(halfOf(new Map([["secret-since", "2026-01-01"]]))).toEqual({
      state: "current",
      secretNumber: 1,
      since: "2026-01-01",
    });
  });
});

describe("rotationPlan", () => {
  it("of a new client has A in use and B closed", () => {
    expect(rotationPlan({}, schedule, run, undefined)).toEqual({
      A: { state: "current", secretNumber: 1, since: asOf, version: 1 },
      B: { state: "closed", secretNumber: 0 },
      current: "A",
      step: { kind: "keeps" },
    });
  });

  it("of a client that gets a rotation keeps its application as A, and counts from today or from its known age", () => {
    const plan = (A: HalfTags) => rotationPlan({ A }, schedule, run, "A");
    expect(plan({ state: "current", secretNumber: 4 })).toEqual({
      A: { state: "current", secretNumber: 4, since: asOf, version: 1 },
      B: { state: "closed", secretNumber: 0 },
      current: "A",
      step: { kind: "keeps" },
    });
    expect(plan({ state: "current", secretNumber: 4, since: "2025-01-01" }).A.since).toBe("2025-01-01");
  });

  it.each([
    ["after its period", { ...schedule }, old],
    ["for another version", { version: 2, grace: 7 }, young],
    ["for another version before its period", { ...schedule, version: 2 }, young],
  ])("%s rotates the closed half, keeps the current one, and shows both", (_, due, age) => {
    expect(rotationPlan({ A: current(age), B: closed }, due, run, "A")).toEqual({
      A: current(age),
      B: { state: "tested", secretNumber: 4, since: asOf, version: due.version },
      current: "B",
      previous: "A",
      step: { kind: "rotates", half: "B" },
    });
  });

  it("before its period keeps everything", () => {
    const live = { A: closed, B: current() };
    expect(rotationPlan(live, schedule, run, "B")).toEqual({ ...live, current: "B", step: { kind: "keeps" } });
  });

  it("begins the grace in the first run that finds the new pair in the outputs, not before", () => {
    const tested: HalfTags = { state: "tested", secretNumber: 4, since: "2026-03-01", version: 1 };
    const live = { A: current(old), B: tested };
    for (const published of ["A", undefined] as const)
      expect(rotationPlan(live, schedule, run, published)).toEqual({
        ...live,
        current: "B",
        previous: "A",
        step: { kind: "keeps" },
      });
    expect(rotationPlan(live, schedule, run, "B")).toEqual({
      A: { ...current(old), state: "previous", until: "2026-04-08" },
      B: { ...tested, state: "current" },
      current: "B",
      previous: "A",
      step: { kind: "keeps" },
    });
  });

  it.each([
    ["on the last day of the grace", "2026-04-02", "B", false, "previous", { kind: "keeps" }],
    ["if the outputs do not show the new pair", "2026-04-01", "A", false, "previous", { kind: "keeps" }],
    ["if nobody knows what the outputs show", "2026-04-01", undefined, false, "previous", { kind: "keeps" }],
    ["in a run that postpones", "2026-04-01", "B", true, "previous", { kind: "keeps" }],
    ["after the grace", "2026-04-01", "B", false, "closed", { kind: "closes", half: "A" }],
  ] as const)("%s the previous half is then…", (_, until, published, isPostponed, state, step) => {
    const previous: HalfTags = { state: "previous", secretNumber: 2, ...old, until };
    const plan = rotationPlan({ A: previous, B: current() }, schedule, { asOf, isPostponed }, published);
    expect(plan.A).toEqual(state === "previous" ? previous : { state, secretNumber: 4 });
    expect(plan.B).toEqual(current());
    expect(plan.previous).toBe(state === "previous" ? "A" : undefined);
    expect(plan.step).toEqual(step);
  });

  it("waits with the next rotation until the grace has passed", () => {
    const previous: HalfTags = { state: "previous", secretNumber: 2, ...old, until: "2026-04-02" };
    const plan = rotationPlan({ A: previous, B: current() }, { ...schedule, version: 2 }, run, "B");
    expect(plan).toMatchObject({ A: previous, B: current(), step: { kind: "waits", half: "A" } });
  });

  it("postpones a rotation that is due", () => {
    const live = { A: current(old), B: closed };
    const plan = rotationPlan(live, schedule, { asOf, isPostponed: true }, "A");
    expect(plan).toEqual({ ...live, current: "A", step: { kind: "postpones" } });
  });

  it("tries three times, then stops until the manifest has another version", () => {
    const staged = (tries: number): HalfTags => ({ state: "staged", secretNumber: 2, version: 1, tries });
    const step = (tries: number, due = schedule) =>
      rotationPlan({ A: current(old), B: staged(tries) }, due, run, "A").step.kind;
    expect([1, 2, 3, 4].map((tries) => step(tries))).toEqual(["rotates", "rotates", "stops", "stops"]);
    expect(step(3, { ...schedule, version: 2 })).toBe("rotates");
    const stopped = { A: current(old), B: staged(3) };
    expect(rotationPlan(stopped, schedule, run, "A")).toMatchObject({ ...stopped, current: "A" });
  });

  it("goes on with what is left if one of both applications was deleted", () => {
    const previous: HalfTags = { state: "previous", secretNumber: 2, ...old, until: "2026-04-08" };
    expect(rotationPlan({ A: previous }, schedule, run, "B")).toMatchObject({ A: { state: "current" }, current: "A" });
    expect(rotationPlan({ B: current() }, schedule, run, "B")).toMatchObject({ A: { state: "closed" }, current: "B" });
  });
});

/** A client in a domain, with the outputs of its stack, and runs that are interrupted anywhere. */
class Simulation {
  live: LiveHalves = {};
  day = asOf;
  published: HalfName | undefined;
  /** When the outputs stopped showing a half; absent if they never did, or if they show it. */
  readonly replacedOn: Partial<Record<HalfName, string>> = {};

  /** One run. @param order which halves are written, in this order @param test whether a new secret gets its token */
  run(due: RotationSchedule, order: readonly HalfName[], isTested: boolean, isPublished: boolean, isPostponed = false) {
    const plan = rotationPlan(this.live, due, { asOf: this.day, isPostponed }, this.published);
    let isWhole = order.length === 2;
    for (const half of order) {
      const [before, after] = [this.live[half], plan[half]];
      const isRegenerated = before !== undefined && before.secretNumber !== after.secretNumber;
      if (isRegenerated) this.#mayEnd(half, due);
      const isRefused = isRegenerated && after.state === "tested" && !isTested;
      const { version = 0, tries = 0 } = before ?? {};
      const failed: HalfTags = {
        state: "staged",
        secretNumber: before?.secretNumber ?? 0,
        version: due.version,
        tries: (version === due.version ? tries : 0) + 1,
      };
      this.live = { ...this.live, [half]: isRefused ? failed : after };
      if (isRefused) isWhole = false;
      if (isRefused) break;
    }
    if (isWhole && isPublished) this.#publish(plan.current);
    return plan;
  }

  #publish(half: HalfName): void {
    if (this.published !== undefined && this.published !== half) this.replacedOn[this.published] = this.day;
    delete this.replacedOn[half];
    this.published = half;
  }

  /** A secret may end if nobody uses it: the outputs do not show it, and have shown the other one for the grace. */
  #mayEnd(half: HalfName, { grace }: RotationSchedule): void {
    expect(half).not.toBe(this.published);
    const replaced = this.replacedOn[half];
    if (replaced !== undefined && this.live[half]?.state !== "closed" && this.live[half]?.state !== "staged")
      expect(daysBetween(replaced, this.day)).toBeGreaterThanOrEqual(grace);
  }
}

describe("rotationPlan, whatever is interrupted", () => {
  const orders = [[], ["A"], ["B"], ["A", "B"], ["B", "A"]] as const;
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 40 }),
    order: fc.constantFrom<readonly HalfName[]>(...orders),
    isTested: fc.boolean(),
    isPublished: fc.boolean(),
    isPostponed: fc.boolean(),
    version: fc.integer({ min: 1, max: 3 }),
  });

  it("never ends a secret that the outputs show, or that they showed less than the grace ago, and settles in the end", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 59 }),
        fc.array(step, { maxLength: 30 }),
        (every, days, steps) => {
          const rotation = { every, grace: Math.min(days, every - 1) };
          const world = new Simulation();
          world.run({ ...rotation, version: 1 }, ["A", "B"], true, true);
          for (const { pause, order, isTested, isPublished, isPostponed, version } of steps) {
            world.day = daysAfter(world.day, pause);
            world.run({ ...rotation, version }, order, isTested, isPublished, isPostponed);
          }
          // A version that no run has seen, so that nothing is stopped; then whole runs, each after the grace.
          const last = { version: 9, grace: rotation.grace };
          for (let count = 0; count < 8; count++) {
            world.run(last, ["A", "B"], true, true);
            world.day = daysAfter(world.day, rotation.grace);
          }
          const { current } = world.run(last, ["A", "B"], true, true);
          const { A, B } = world.live;
          expect([A?.state, B?.state].sort()).toEqual(["closed", "current"]);
          expect(world.live[current]).toMatchObject({ state: "current", version: 9 });
          expect(world.published).toBe(current);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
