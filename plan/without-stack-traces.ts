/** How many runs are under way without stack traces, and what to put back after the last one. */
const state = { running: 0, limit: Error.stackTraceLimit };

/**
 * Runs a function with stack traces off: Pulumi's SDK records one for each promise, which takes most of the time of a plan
 * (docs/decisions/0011-no-stack-traces.md). Runs may overlap.
 */
export async function withoutStackTraces<T>(run: () => Promise<T>): Promise<T> {
  if (process.env.IDCS_APPS_STACK_TRACES === "1") return run();
  if (state.running === 0) {
    state.limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
  }
  state.running += 1;
  try {
    return await run();
  } finally {
    state.running -= 1;
    if (state.running === 0) Error.stackTraceLimit = state.limit;
  }
}
