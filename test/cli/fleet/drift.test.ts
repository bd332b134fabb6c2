import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleetDrift } from "../../../cli/fleet/drift.ts";
import { exitCodeOf } from "../../../cli/fleet/report.ts";
import { type DriftWorld, startDriftWorld } from "../drift-world.ts";

let world: DriftWorld;
beforeAll(async () => {
  world = await startDriftWorld();
});
afterAll(() => world?.close());

describe("fleet drift", () => {
  it("compares the stack of each team, and names the applications that another stack has", async () => {
    const { environment: variables, client } = world.access;
    const stored = (name: string) => ({
      name,
      resources: 2,
      pending: 0,
      isLocked: false,
      updates: [],
      isChangedSince: false,
    });
    const report = await fleetDrift(
      { environment: "dev", folder: world.folder, parallel: 1 },
      {
        engine: {
          version: "3.274.1",
          stored: () => Promise.resolve([stored("dev.payments")]),
          clientIds: () => Promise.resolve({}),
          run: () => Promise.reject(new Error("no run is needed")),
        },
        variables,
        client,
        now: () => new Date(),
        say: () => {},
        signal: new AbortController().signal,
      },
    );
    expect(report.stacks.find(({ stack }) => stack === "dev.payments")).toMatchObject({ outcome: "would-change" });
    expect(report.drift?.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('is in the state of the stack "dev"'),
    );
    expect(report.notes).toEqual(["Secrets were not compared: --no-secrets."]);
    expect(exitCodeOf(report)).toBe(2);
  });
});
