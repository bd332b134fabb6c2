import type { DomainType } from "../settings.ts";
import { type RequestGroup, type RequestRate, requestRates } from "./request-rates.ts";

/**
 * Counts one request of a group: `undefined` if it is within the limit, otherwise the whole seconds until the next one
 * may be sent.
 */
export type RateLimiter = (group: RequestGroup) => number | undefined;

/**
 * Counts requests in fixed windows of a second and of a minute of the domain's clock; refused ones do not count.
 *
 * A few lines instead of a library: the libraries read the system's clock and hold timers, but a limit must follow the
 * clock that a test moves. How Oracle counts is not published.
 */
export function rateLimiter(type: DomainType, now: () => Date): RateLimiter {
  const windows = new Map<RequestGroup, readonly Window[]>();
  return (group) => {
    const ofGroup = windows.get(group) ?? windowsOf(requestRates[type][group]);
    windows.set(group, ofGroup);
    const at = now().getTime();
    const waits = ofGroup.map((window) => window.wait(at));
    if (waits.every((wait) => wait === 0)) {
      for (const window of ofGroup) window.take();
      return undefined;
    }
    return Math.ceil(Math.max(...waits) / 1000);
  };
}

interface Window {
  /** Milliseconds until another request is within the limit; 0 if it is already. */
  wait(at: number): number;
  take(): void;
}

function windowsOf({ perSecond, perMinute }: RequestRate): readonly Window[] {
  return [fixedWindow(1000, perSecond), fixedWindow(60_000, perMinute)];
}

function fixedWindow(length: number, limit: number): Window {
  let index: number | undefined;
  let taken = 0;
  return {
    wait: (at) => {
      const current = Math.floor(at / length);
      if (current !== index) {
        index = current;
        taken = 0;
      }
      return taken < limit ? 0 : (current + 1) * length - at;
    },
    take: () => {
      taken += 1;
    },
  };
}
