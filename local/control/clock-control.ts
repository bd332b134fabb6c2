import { z } from "zod";
import type { Clock } from "../clock.ts";
import { ControlError } from "./control-error.ts";
import { readJsonInput } from "./read-input.ts";

const lastMoment = Date.parse("9999-12-31T23:59:59Z");
const tenYears = 315_360_000;

const movement = z.union(
  [
    z.strictObject({ now: z.iso.datetime({ offset: true }) }),
    z.strictObject({ advance: z.number().min(-tenYears).max(tenYears) }),
  ],
  { error: `It must be {"now": "<ISO 8601 time>"} or {"advance": <seconds, at most ten years>}.` },
);

/** The clock's time, and whether it is real. */
export function showClock(clock: Clock): object {
  return { now: clock.now().toISOString(), mode: clock.mode };
}

/**
 * Fixes or moves the clock: `{"now": "2026-11-21T12:00:00Z"}` or `{"advance": 3600}`.
 *
 * @throws ControlError 400
 */
export function moveClock(clock: Clock, body: string): void {
  const input = readJsonInput(movement, body);
  if ("now" in input) {
    clock.fix(new Date(input.now));
    return;
  }
  const moved = clock.now().getTime() + input.advance * 1000;
  if (moved < 0 || moved > lastMoment)
    throw new ControlError(400, ["advance: the clock would leave the years 1970 to 9999."]);
  clock.advance(input.advance);
}
