import { describe, expect, it } from "vitest";
import { RunChanges } from "../../provider/requests/run-changes.ts";

/** Pauses that end when the test ends them. */
function pauses() {
  const waits: { milliseconds: number; end: () => void }[] = [];
  const pause = (milliseconds: number) =>
    new Promise<void>((end) => {
      waits.push({ milliseconds, end });
    });
  return { waits, pause };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("RunChanges", () => {
  it("gives up an attempt if nothing happens for half a minute", async () => {
    const { waits, pause } = pauses();
    let attempts = 0;
    const result = new RunChanges().until(() => void attempts++, { pause });
    await turn();
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([30_000]);
    waits[0]?.end();
    expect([await result, attempts]).toEqual([undefined, 1]);
  });

  it("tries again after each thing that happens, also if it happens during an attempt", async () => {
    const { waits, pause } = pauses();
    const changes = new RunChanges();
    let attempts = 0;
    const result = changes.until(
      async () => {
        attempts++;
        if (attempts === 1) changes.happened();
        await turn();
        return attempts === 3 ? "written" : undefined;
      },
      { pause },
    );
    for (let turns = 0; turns < 10; turns++) await turn();
    expect([attempts, waits.length]).toEqual([2, 2]);
    changes.planned("other", false);
    expect(await result).toBe("written");
  });

  it("knows which resources give up their names once the engine has compared all that are waited for", async () => {
    const { pause } = pauses();
    const changes = new RunChanges();
    changes.planned("one", true);
    const known = changes.known(["one", "two"], { pause });
    changes.planned("three", false);
    await turn();
    changes.planned("two", false);
    await known;
    expect(["one", "two", "three"].map((id) => changes.isReleased(id))).toEqual([true, false, false]);
  });
});
