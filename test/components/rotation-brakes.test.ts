import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRotationDay, spreadSchedule } from "../../components/parts/rotation-brakes.ts";

describe("isRotationDay", () => {
  it("is a day of the week in UTC that the configuration names, or any day", () => {
    const weekend = { rotationDays: ["sat", "sun"] } as const;
    expect(["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"].map((day) => isRotationDay(day, weekend))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isRotationDay("2026-04-03", {})).toBe(true);
  });
});

describe("spreadSchedule", () => {
  it("shortens the period by at most a tenth, always by the same for a name, and never to the grace", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 3650 }), fc.nat(), (name, every, any) => {
        const grace = 1 + (any % (every - 1));
        const schedule = { version: 1, every, grace };
        const { every: spread = 0, ...rest } = spreadSchedule(schedule, name);
        expect(rest).toEqual({ version: 1, grace });
        expect(spread).toBeLessThanOrEqual(every);
        expect(spread).toBeGreaterThanOrEqual(Math.max(grace + 1, every - Math.floor(every / 10)));
        expect(spreadSchedule(schedule, name).every).toBe(spread);
      }),
    );
  });

  it("spreads a hundred clients of 90 days over all ten days", () => {
    const names = Array.from({ length: 100 }, (_, index) => `team/client-${index}`);
    const days = names.map((name) => spreadSchedule({ version: 1, every: 90, grace: 7 }, name).every);
    expect([...new Set(days)].sort()).toEqual([81, 82, 83, 84, 85, 86, 87, 88, 89, 90]);
  });

  it("leaves a schedule without a period as it is", () => {
    expect(spreadSchedule({ version: 2, grace: 7 }, "a/b")).toEqual({ version: 2, grace: 7 });
  });
});
