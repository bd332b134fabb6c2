import { spawnSync } from "node:child_process";
import { Cleanup } from "../cleanup.ts";
import { machine } from "../machine.ts";
import { measureFleet, measureTerraform, type Terraform } from "./measure.ts";
import { renderFleets } from "./report.ts";
import { addResult, type FleetSize, fleetOperations, isSame, readResults, type Tool } from "./results.ts";

/** Which fleets are measured. */
export interface BenchFleetOptions {
  readonly clients: readonly number[];
  /** How many teams each of them has. @default a tenth of the clients */
  readonly teams?: readonly number[] | undefined;
  /** Minutes after which an operation is given up. */
  readonly minutes: number;
  /** Where figures are kept: sizes that are complete there are not measured again. @default nowhere */
  readonly results?: string | undefined;
}

/** Measures fleets, and prints the tables. */
export async function benchFleet({ clients, teams, minutes, results }: BenchFleetOptions): Promise<void> {
  const terraform = terraformHere();
  const tools: Tool[] = terraform === undefined ? ["idcs-apps"] : ["idcs-apps", "terraform"];
  let sizes = readResults(results);
  for (const [index, count] of clients.entries())
    for (const tool of tools) {
      const size = { tool, clients: count, teams: teams?.[index] ?? Math.max(1, Math.round(count / 10)) };
      if (sizes.some((known) => isSame(known, size) && isComplete(known))) continue;
      const measured = await measure(size, minutes * 60, terraform, (partly) => addResult(results, partly));
      sizes = [...sizes.filter((known) => !isSame(known, size)), measured];
    }
  console.log(renderFleets(sizes));
}

async function measure(
  { tool, clients, teams }: Pick<FleetSize, "tool" | "clients" | "teams">,
  limit: number,
  terraform: Terraform | undefined,
  keep: (size: FleetSize) => void,
): Promise<FleetSize> {
  const cleanup = new Cleanup();
  let size: FleetSize = { tool, clients, teams, machine: machine(), measured: {} };
  const options = {
    clients,
    teams,
    limit,
    cleanup,
    say: (operation: string) => process.stderr.write(`${clients} clients in ${teams} teams, ${tool}: ${operation} …\n`),
    measured: (measured: FleetSize["measured"]) => {
      size = { ...size, measured: { ...measured } };
      keep(size);
    },
  };
  try {
    if (tool === "terraform" && terraform !== undefined) await measureTerraform(options, terraform);
    else await measureFleet(options);
  } finally {
    await cleanup.run();
  }
  return size;
}

/** Whether nothing failed, up to the last operation. */
function isComplete({ measured }: FleetSize): boolean {
  const last = fleetOperations.at(-1);
  return last !== undefined && Object.values(measured).every((found) => !("failure" in found)) && last in measured;
}

/** Terraform, or OpenTofu, on PATH, if `OCI_TERRAFORM_PROVIDER` names a folder with Oracle's provider. */
function terraformHere(): Terraform | undefined {
  const providerFolder = process.env.OCI_TERRAFORM_PROVIDER;
  if (!providerFolder) return undefined;
  const program = ["terraform", "tofu"].find((name) => spawnSync(name, ["version"]).status === 0);
  if (program === undefined)
    throw new Error("OCI_TERRAFORM_PROVIDER is set, but neither terraform nor tofu is on PATH.");
  return { program, providerFolder };
}
