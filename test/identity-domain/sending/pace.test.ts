import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type IdentityDomainType, Pace, requestRates, tokenRates } from "../../../identity-domain/sending/pace.ts";

// Requests that want to go all at once, and the second in which each one does.

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function departures(pace: Pace, count: number): number[] {
  const times: number[] = [];
  for (let request = 0; request < count; request++)
    void pace.turn(async () => {
      times.push(Date.now());
    });
  return times;
}

/** The most that left within any span of so many milliseconds. */
function mostWithin(span: number, times: readonly number[]): number {
  return Math.max(...times.map((start, index) => times.slice(index).filter((time) => time < start + span).length));
}

describe("the rate", () => {
  it.each(Object.keys(requestRates) as IdentityDomainType[])(
    "of %s is kept per second and per minute",
    async (type) => {
      const { perSecond, perMinute } = requestRates[type];
      const times = departures(new Pace(type), perMinute + 2 * perSecond);
      await vi.advanceTimersByTimeAsync(59_000);
      expect(times.length).toBeLessThanOrEqual(perMinute);
      await vi.advanceTimersByTimeAsync(61_000);
      expect(times).toHaveLength(perMinute + 2 * perSecond);
      expect(mostWithin(1000, times)).toBe(perSecond);
      expect(mostWithin(60_000, times)).toBe(Math.min(perMinute, 55 * perSecond));
    },
  );

  it("of tokens is lower, and kept as well", async () => {
    const times = departures(new Pace("free", tokenRates), 30);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(times).toHaveLength(30);
    expect(mostWithin(1000, times)).toBe(tokenRates.free.perSecond);
  });

  it("makes no request wait below it", async () => {
    const pace = new Pace("premium");
    const times = departures(pace, 90);
    await vi.advanceTimersByTimeAsync(0);
    expect(times).toEqual(Array(90).fill(0));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is counted over all callers, who are served in order", async () => {
    const pace = new Pace("free");
    const order: number[] = [];
    for (let request = 0; request < 30; request++) void pace.turn(async () => order.push(request));
    await vi.advanceTimersByTimeAsync(2000);
    expect(order).toEqual([...Array(30).keys()]);
  });
});

describe("a pause", () => {
  it("holds all requests until it is over, and is not shortened by a shorter one", async () => {
    const pace = new Pace("premium");
    pace.pause(7000);
    pace.pause(3000);
    const times = departures(pace, 2);
    await vi.advanceTimersByTimeAsync(6999);
    expect(times).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(times).toEqual([7000, 7000]);
  });

  it("is lengthened by a longer one", async () => {
    const pace = new Pace("premium");
    pace.pause(1000);
    pace.pause(2000);
    const times = departures(pace, 1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(times).toEqual([2000]);
  });
});

describe("an abort", () => {
  it("ends all waits with its signal at once, and no others", async () => {
    const pace = new Pace("free");
    departures(pace, 20);
    const cancellation = new AbortController();
    const waiting = Array.from({ length: 5 }, () => pace.turn(async () => "sent", cancellation.signal));
    const endings = Promise.allSettled(waiting);
    const [later] = [departures(pace, 1)];
    await vi.advanceTimersByTimeAsync(0);
    cancellation.abort(new Error("enough"));
    expect((await endings).map((ending) => ending.status)).toEqual(Array(5).fill("rejected"));
    await vi.advanceTimersByTimeAsync(1100);
    expect(later).toEqual([1100]);
  });

  it("ends the preparation of a request too", async () => {
    const cancellation = new AbortController();
    const turn = new Pace("free").turn(() => new Promise(() => {}), cancellation.signal);
    cancellation.abort(new Error("enough"));
    await expect(turn).rejects.toThrow("enough");
  });
});
