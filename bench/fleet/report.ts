import { megabytes, ratio, renderTable, requestsInWords, total } from "../report.ts";
import { type FleetMeasurement, type FleetOperation, type FleetSize, fleetOperations, isSame } from "./results.ts";

type Figures = Exclude<FleetMeasurement, { readonly failure: string }>;

/** All figures of the fleets, as Markdown: a table of each tool, how they grow, and the tools' ratios. */
export function renderFleets(sizes: readonly FleetSize[]): string {
  const sorted = sizes.toSorted((one, other) => one.clients - other.clients);
  const [ours, others] = [sorted.filter(({ tool }) => tool === "idcs-apps"), sorted.filter(isTerraform)];
  return [
    [...new Set(sorted.map(({ machine }) => machine))].join("\n"),
    renderFigures(ours),
    others.length > 0 ? `Terraform, the same clients and assignments:\n\n${renderFigures(others)}` : undefined,
    renderRatios(ours, others),
    renderGrowth(ours),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function isTerraform({ tool }: FleetSize): boolean {
  return tool === "terraform";
}

function renderFigures(sizes: readonly FleetSize[]): string {
  const rows = sizes.flatMap(({ clients, teams, measured }) =>
    operationsIn(measured).map(([operation, found]) => [String(clients), String(teams), operation, ...cells(found)]),
  );
  return renderTable(["clients", "teams", "operation", "seconds", "CPU, s", "peak MB", "requests", "429"], rows);
}

function cells(found: FleetMeasurement): string[] {
  if (!isFigures(found)) return ["–", "–", "–", found.failure, "–"];
  const { seconds, cpuSeconds, memory, requests, refused } = found;
  return [seconds.toFixed(1), cpuSeconds.toFixed(1), megabytes(memory), requestsInWords(requests), String(refused)];
}

/** How each operation grows from the smallest fleet to the largest. */
function renderGrowth(sizes: readonly FleetSize[]): string | undefined {
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return undefined;
  const rows = operationsIn(largest.measured).flatMap(([operation, large]) => {
    const small = smallest.measured[operation];
    if (small === undefined || !isFigures(small) || !isFigures(large)) return [];
    return [
      [
        operation,
        ratio(large.seconds, small.seconds),
        ratio(large.cpuSeconds, small.cpuSeconds),
        ratio(large.memory, small.memory),
        ratio(total(large.requests), total(small.requests)),
      ],
    ];
  });
  const heads = [`${largest.clients} over ${smallest.clients} clients`, "seconds", "CPU", "peak memory", "requests"];
  return renderTable(heads, rows);
}

function renderRatios(ours: readonly FleetSize[], others: readonly FleetSize[]): string | undefined {
  const rows = ours.flatMap((size) => {
    const other = others.find((one) => isSame({ ...one, tool: size.tool }, size));
    return operationsIn(size.measured).flatMap(([operation, one]) => {
      const two = other?.measured[operation];
      if (two === undefined || !isFigures(one) || !isFigures(two)) return [];
      return [
        [
          String(size.clients),
          operation,
          one.seconds.toFixed(1),
          two.seconds.toFixed(1),
          ratio(one.seconds, two.seconds),
          ratio(one.memory, two.memory),
          ratio(total(one.requests), total(two.requests)),
        ],
      ];
    });
  });
  if (rows.length === 0) return undefined;
  return renderTable(
    ["clients", "operation", "seconds: ours", "Terraform", "ours / Terraform", "peak memory", "requests"],
    rows,
  );
}

function operationsIn(measured: FleetSize["measured"]): [FleetOperation, FleetMeasurement][] {
  return fleetOperations.flatMap((operation) => {
    const found = measured[operation];
    return found === undefined ? [] : [[operation, found] as [FleetOperation, FleetMeasurement]];
  });
}

function isFigures(found: FleetMeasurement): found is Figures {
  return !("failure" in found);
}
