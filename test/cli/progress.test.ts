import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withProgress } from "../../cli/progress.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is written while work takes some milliseconds. */
async function written(isTTY: boolean, milliseconds: number, fails = false): Promise<string> {
  let text = "";
  const terminal = {
    isTTY,
    write: (part: string) => {
      text += part;
    },
  };
  const work = () =>
    new Promise<string>((done, failed) => {
      setTimeout(() => (fails ? failed(new Error("no")) : done("yes")), milliseconds);
    });
  const running = withProgress(terminal, "Reading", work).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(milliseconds);
  expect(await running).toBe(fails ? "no" : "yes");
  await vi.advanceTimersByTimeAsync(10_000);
  return text;
}

describe("withProgress", () => {
  it.each([true, false])("says nothing of work that takes less than a second (on a terminal: %s)", async (isTTY) => {
    expect(await written(isTTY, 999)).toBe("");
  });

  it("writes one line into a log, whatever the time", async () => {
    expect(await written(false, 5_500)).toBe("Reading …\n");
  });

  it.each([false, true])(
    "counts seconds on a terminal, in one line that is removed at the end (fails: %s)",
    async (fails) => {
      expect(await written(true, 2_500, fails)).toBe("\rReading … 1 s\rReading … 2 s\r\u001b[K");
    },
  );
});
