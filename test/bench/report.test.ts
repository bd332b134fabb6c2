import { describe, expect, it } from "vitest";
import { least, type Measurement } from "../../bench/measurement.ts";
import { type Measured, operations } from "../../bench/operations.ts";
import { renderMeasurements, renderRatios } from "../../bench/report.ts";

const one: Measurement = {
  seconds: 2,
  cpu: { engine: 1, program: 0.5, plugin: 0.25 },
  memory: { engine: 200_000_000, program: 0, plugin: 100_000_000 },
  requests: { POST: 3, GET: 2 },
  stateBytes: 48_400,
  floorSeconds: 0.04,
};

function everyOperation(measurement: Measurement): Measured {
  return Object.fromEntries(operations.map((operation) => [operation, measurement])) as unknown as Measured;
}

function cells(table: string, row: number): string[] {
  return (table.split("\n")[row] ?? "")
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe("renderMeasurements", () => {
  it("shows each figure with its unit, and a dash for a part that did not run", () => {
    const table = renderMeasurements([{ clients: 1, measured: everyOperation(one) }]);
    const expected = ["1", "create", "2.0", "0.04", "50", "1.0 / 0.5 / 0.3", "200 / – / 100", "2 GET, 3 POST", "48"];
    expect(cells(table, 2)).toEqual(expected);
  });
});

describe("renderRatios", () => {
  it("divides ours by the other plugin's", () => {
    const other = { ...one, seconds: 8, stateBytes: 96_800, requests: { POST: 10 } };
    const sizes = [one, other].map((measurement) => ({ clients: 10, measured: everyOperation(measurement) }));
    const table = renderRatios(sizes.slice(0, 1), sizes.slice(1));
    expect(cells(table, 2)).toEqual(["10", "create", "2.0", "8.0", "0.25", "1.00", "0.50", "0.50"]);
  });
});

describe("least", () => {
  it("takes the least of each figure by itself", () => {
    const other = { ...one, seconds: 1, cpu: { engine: 3, program: 0.1, plugin: 0.3 }, floorSeconds: 0.05 };
    const { seconds, cpu, floorSeconds } = least([one, other]);
    expect({ seconds, cpu, floorSeconds }).toEqual({
      seconds: 1,
      cpu: { engine: 1, program: 0.1, plugin: 0.25 },
      floorSeconds: 0.04,
    });
  });
});
