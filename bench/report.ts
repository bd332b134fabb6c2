import type { Measurement, PerPart } from "./measurement.ts";
import { type Measured, operations } from "./operations.ts";
import type { PluginStart } from "./plugin-start.ts";

/** The measurements of a number of clients. */
export interface Size {
  readonly clients: number;
  readonly measured: Measured;
}

/** All figures of a plugin, as a Markdown table. */
export function renderMeasurements(sizes: readonly Size[]): string {
  const heads = ["clients", "operation", "seconds", "floor", "ratio to the floor"];
  const more = [
    "CPU seconds: engine / program / plugin",
    "peak MB: engine / program / plugin",
    "requests",
    "state, kB",
  ];
  const rows = sizes.flatMap(({ clients, measured }) =>
    operations.map((operation) => [String(clients), operation, ...cellsOf(measured[operation])]),
  );
  return renderTable([...heads, ...more], rows);
}

/** What a plugin costs in parts of what another costs, as a Markdown table. */
export function renderRatios(ours: readonly Size[], others: readonly Size[]): string {
  const heads = ["clients", "operation", "seconds: ours", "other", "ours / other", "peak memory", "requests", "state"];
  const rows = ours.flatMap(({ clients, measured }, index) =>
    operations.flatMap((operation) => {
      const [one, other] = [measured[operation], others[index]?.measured[operation]];
      if (other === undefined) return [];
      const figures = [
        ratio(one.seconds, other.seconds),
        ratio(total(one.memory), total(other.memory)),
        ratio(total(one.requests), total(other.requests)),
        ratio(one.stateBytes, other.stateBytes),
      ];
      return [[String(clients), operation, one.seconds.toFixed(1), other.seconds.toFixed(1), ...figures]];
    }),
  );
  return renderTable(heads, rows);
}

/** The plugin's start, as a sentence. */
export function renderPluginStart({ seconds, memory }: PluginStart): string {
  return `Plugin ready after ${seconds.toFixed(2)} s with ${megabytes(memory)} MB.`;
}

function cellsOf({ seconds, floorSeconds, cpu, memory, requests, stateBytes }: Measurement): string[] {
  return [
    seconds.toFixed(1),
    floorSeconds?.toFixed(2) ?? "–",
    floorSeconds === undefined ? "–" : ratio(seconds, floorSeconds),
    perPart(cpu, (value) => value.toFixed(1)),
    perPart(memory, megabytes),
    requestsInWords(requests),
    String(Math.round(stateBytes / 1000)),
  ];
}

/** Numbers of requests by kind, as `3 GET, 4 POST`. */
export function requestsInWords(requests: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(requests).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([kind, count]) => `${count} ${kind}`).join(", ") || "none";
}

/** A Markdown table with aligned columns. */
export function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((row) => row[column]?.length ?? 0), 3));
  const padded = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return [
    line(padded(heads)),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map((row) => line(padded(row))),
  ].join("\n");
}

function perPart({ engine, program, plugin }: PerPart, show: (value: number) => string): string {
  return [engine, program, plugin].map((value) => (value === 0 ? "–" : show(value))).join(" / ");
}

/** Bytes as a whole number of megabytes. */
export function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1_000_000));
}

/** One figure in parts of another, with three digits; a dash for parts of nothing. */
export function ratio(one: number, other: number): string {
  if (other === 0) return "–";
  const value = one / other;
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** The sum of figures. */
export function total(figures: Readonly<Record<string, number>>): number {
  return Object.values(figures).reduce((sum, value) => sum + value, 0);
}
