import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** What is measured of a fleet, in this order. */
export const fleetOperations = [
  "create",
  "nothing to do",
  "change one",
  "refresh",
  "drift",
  "review",
  "destroy",
] as const;

/** One of the measured operations. */
export type FleetOperation = (typeof fleetOperations)[number];

/** The tools that do the same work. */
export type Tool = "idcs-apps" | "terraform";

/** What one operation on a whole fleet cost, or why there is no figure. */
export type FleetMeasurement =
  | {
      readonly seconds: number;
      readonly cpuSeconds: number;
      /** The most memory that all processes had resident at the same time, in bytes. */
      readonly memory: number;
      /** Requests to the identity domain, by method and collection, such as `POST Apps`. */
      readonly requests: Readonly<Record<string, number>>;
      /** How many of them the domain refused with 429. */
      readonly refused: number;
    }
  | { readonly failure: string };

/** The operations of one fleet with one tool. */
export interface FleetSize {
  readonly tool: Tool;
  readonly clients: number;
  readonly teams: number;
  /** Machine and versions. */
  readonly machine: string;
  readonly measured: Partial<Record<FleetOperation, FleetMeasurement>>;
}

/** The sizes that a file of results has; none if there is no file. */
export function readResults(file: string | undefined): FleetSize[] {
  return file === undefined || !existsSync(file) ? [] : (JSON.parse(readFileSync(file, "utf8")) as FleetSize[]);
}

/** Puts a size into a file of results, instead of an earlier one of the same tool, clients and teams. */
export function addResult(file: string | undefined, size: FleetSize): void {
  if (file === undefined) return;
  const others = readResults(file).filter((other) => !isSame(size, other));
  writeFileSync(`${file}.new`, `${JSON.stringify([...others, size], undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Whether two sizes are of the same fleet with the same tool. */
export function isSame(one: Pick<FleetSize, "tool" | "clients" | "teams">, other: typeof one): boolean {
  return one.tool === other.tool && one.clients === other.clients && one.teams === other.teams;
}
