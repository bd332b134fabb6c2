import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveSecret, secretTags } from "../../components/parts/secret-tags.ts";
import { daysAfter, daysBetween, isDay } from "../../wording/days.ts";

const asOf = "2026-04-01";
const run = { asOf, isPostponed: false };
const postponed = { asOf, isPostponed: true };

describe("isDay", () => {
  it.each(["2026-02-30", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z", "", undefined])(
    "refuses %s",
    (text) => expect(isDay(text)).toBe(false),
  );

  it("accepts the 29th of February of a leap year", () => expect(isDay("2028-02-29")).toBe(true));
});

describe("liveSecret", () => {
  const read = (...tags: [string, string][]) => liveSecret(new Map(tags));

  it("reads the tags, and takes what is no number or no day as unknown", () => {
    expect(read(["secret-version", "12"], ["secret-since", "2026-01-01"])).toEqual({
      version: 12,
      since: "2026-01-01",
    });
    expect(read(["secret-version", "two"], ["secret-since", "January"])).toEqual({});
    expect(read()).toEqual({});
  });
});

describe("secretTags", () => {
  it("are the version alone for a client without `every`, whatever the domain has", () => {
    expect(secretTags({ version: 2 }, undefined, run)).toEqual({ secretVersion: 2 });
    expect(secretTags({ version: 2 }, { version: 1, since: "2020-01-01" }, run)).toEqual({ secretVersion: 2 });
  });

  it.each([
    ["a new client", undefined],
    ["a client whose age nobody has counted", { version: 1, since: undefined }],
  ])("count the age of %s from today", (_, live) => {
    expect(secretTags({ version: 1, every: 90 }, live, run)).toEqual({ secretVersion: 1, secretSince: asOf });
  });

  it.each([
    ["on the day before it is due, keep the secret", "2026-01-02", "2026-01-02"],
    ["on the day, regenerate it", "2026-01-01", asOf],
    ["long after the day, regenerate it", "2020-01-01", asOf],
    ["with a day in the future, keep it", "2026-05-01", "2026-05-01"],
  ])("%s", (_, since, secretSince) => {
    expect(secretTags({ version: 1, every: 90 }, { version: 1, since }, run)).toEqual({
      secretVersion: 1,
      secretSince,
    });
  });

  it("count from today again if another version regenerates the secret before it is due", () => {
    const live = { version: 1, since: "2026-03-01" };
    expect(secretTags({ version: 2, every: 90 }, live, run)).toEqual({ secretVersion: 2, secretSince: asOf });
  });

  it("are those of the domain in a run that postpones, both for an age and for a version", () => {
    const live = { version: 1, since: "2020-01-01" };
    expect(secretTags({ version: 1, every: 90 }, live, postponed)).toEqual({
      secretVersion: 1,
      secretSince: "2020-01-01",
    });
    expect(secretTags({ version: 2 }, { version: 1, since: undefined }, postponed)).toEqual({ secretVersion: 1 });
    expect(secretTags({ version: 2 }, undefined, postponed)).toEqual({ secretVersion: 2 });
  });

  it("never regenerate before the period has passed, do so in the first run after it, and say the same twice", () => {
    const days = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.record({ pause: days, isPostponed: fc.boolean() })),
        (every, runs) => {
          let live = liveSecret(new Map());
          let day = "2026-01-01";
          for (const { pause, isPostponed } of runs) {
            day = daysAfter(day, pause);
            const tags = secretTags({ version: 1, every }, live, { asOf: day, isPostponed });
            const { since } = live;
            const isRegenerated = since !== undefined && tags.secretSince !== since;
            if (since !== undefined) expect(isRegenerated).toBe(!isPostponed && daysBetween(since, day) >= every);
            live = { version: tags.secretVersion, since: tags.secretSince };
            expect(secretTags({ version: 1, every }, live, { asOf: day, isPostponed: false })).toEqual(
              isPostponed && daysBetween(String(live.since), day) >= every
                ? { secretVersion: 1, secretSince: day }
                : tags,
            );
          }
        },
      ),
    );
  });
});
