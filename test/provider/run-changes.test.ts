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
    const attempt = async () => void attempts++;
    const result = new RunChanges().afterWrites(["other"], attempt, { pause });
    await turn();
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([30_000]);
    waits[0]?.end();
    expect([await result, attempts]).toEqual([undefined, 1]);
  });

  it("tries again after each write of a resource that is waited for, also during an attempt, and after no other", async () => {
    const { pause } = pauses();
    const changes = new RunChanges();
    let attempts = 0;
    const attempt = async () => {
      attempts++;
      if (attempts === 1) changes.written("other");
      await turn();
      return attempts === 3 ? "written" : undefined;
    };
    const result = changes.afterWrites(["other"], attempt, { pause });
    for (let turns = 0; turns < 10; turns++) await turn();
    changes.written("third");
    changes.planned("other", false);
    for (let turns = 0; turns < 10; turns++) await turn();
    expect(attempts).toBe(2);
    changes.written("other");
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
