/** How a clock runs: unchanged, fixed, or moved. */
export type ClockMode = "real" | "fixed" | "moved";

/** A clock that tests and operators may move; it starts with the time of the clock that it is based on. */
export interface Clock {
  now(): Date;
  readonly mode: ClockMode;
  /** Fixes it at a moment. */
  fix(at: Date): void;
  /** Moves it forward or backward; a fixed clock stays fixed at the new moment. */
  advance(seconds: number): void;
  /** Undoes both. */
  reset(): void;
}

/** Creates a clock from another one, whose time it has until it is moved. */
export function adjustableClock(base: () => Date): Clock {
  let fixed: number | undefined;
  let shift = 0;
  return {
    now: () => new Date((fixed ?? base().getTime()) + shift),
    get mode() {
      if (fixed !== undefined) return "fixed";
      return shift === 0 ? "real" : "moved";
    },
    fix: (at) => {
      fixed = at.getTime();
      shift = 0;
    },
    advance: (seconds) => {
      shift += seconds * 1000;
    },
    reset: () => {
      fixed = undefined;
      shift = 0;
    },
  };
}

/** Whole seconds since 1970. */
export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
