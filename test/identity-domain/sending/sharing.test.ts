import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Pace } from "../../../identity-domain/sending/pace.ts";
import { Sharing } from "../../../identity-domain/sending/sharing.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const [url, other] = ["https://idcs-1.identity.oraclecloud.com", "https://idcs-2.identity.oraclecloud.com"];

/** How many requests leave within a second, of a hundred through each pace. */
async function inTheFirstSecond(...paces: Pace[]): Promise<number> {
  let left = 0;
  for (const pace of paces) for (let request = 0; request < 100; request++) void pace.turn(async () => left++);
  await vi.advanceTimersByTimeAsync(1000);
  return left;
}

describe("clients that share", () => {
  it("have a rate of their own for each domain, and for each type that they name", async () => {
    const sharing = new Sharing();
    const paces = [sharing.with(url, "free", "a"), sharing.with(other, "free", "a"), sharing.with(url, "premium", "a")];
    expect(await inTheFirstSecond(...paces.map(({ pace }) => pace))).toBe(20 + 20 + 90);
  });

  it("stay together within the domain's rate, whatever their credentials", async () => {
    const sharing = new Sharing();
    const paces = ["administrator", "auditor", "operator"].map((reader) => sharing.with(url, "free", reader).pace);
    expect(await inTheFirstSecond(...paces)).toBe(20);
  });
});
