import { Command, InvalidArgumentError } from "commander";
import { Cleanup } from "./cleanup.ts";
import { benchFleet } from "./fleet/bench-fleet.ts";
import { machine } from "./machine.ts";
import { least } from "./measurement.ts";
import { type Measured, measureStack, operations } from "./operations.ts";
import { measurePluginStart } from "./plugin-start.ts";
import { renderMeasurements, renderPluginStart, renderRatios, type Size } from "./report.ts";

interface Flags {
  readonly clients?: readonly number[];
  readonly runs: number;
  readonly fleet: boolean;
  readonly teams?: readonly number[];
  readonly minutes: number;
  readonly results?: string;
}

const program = new Command("bench")
  .description(
    "Measures what stacks of one application and two role assignments per client cost, with the Pulumi engine on PATH " +
      "and a local identity domain. With OCI_PROVIDER_PLUGIN=<folder>: the same with that plugin, and the ratios.",
  )
  .option(
    "--clients <numbers>",
    "how many clients the stacks have: 1,10,100, or the fleets: 100,1000",
    positiveIntegers,
  )
  .option("--runs <number>", "how often each stack is measured; the least counts", positiveInteger, 1)
  .option(
    "--fleet",
    "measure whole fleets, with OCI_TERRAFORM_PROVIDER=<folder> also Terraform for the same work",
    false,
  )
  .option("--teams <numbers>", "how many teams each fleet has; by default a tenth of its clients", positiveIntegers)
  .option("--minutes <number>", "when an operation on a fleet is given up", positiveInteger, 30)
  .option("--results <file>", "keep the figures of fleets here, and measure only those that are missing")
  .action(bench);
await program.parseAsync();

async function bench({ clients: given, runs, fleet, teams, minutes, results }: Flags): Promise<void> {
  if (process.platform !== "linux") throw new Error("The bench reads /proc, which only Linux has.");
  if (fleet) return benchFleet({ clients: given ?? [100, 1000], teams, minutes, results });
  const clients = given ?? [1, 10, 100];
  const otherPlugin = process.env.OCI_PROVIDER_PLUGIN || undefined;
  const cleanup = new Cleanup();
  try {
    console.log(`${machine()} ${runs === 1 ? "One run." : `The least of ${runs} runs.`}\n`);
    const ours = await measurePlugin(clients, runs, cleanup, undefined);
    if (otherPlugin === undefined) return;
    console.log("\nWith the plugin that OCI_PROVIDER_PLUGIN names:\n");
    console.log(`\n${renderRatios(ours, await measurePlugin(clients, runs, cleanup, otherPlugin))}`);
  } finally {
    await cleanup.run();
  }
}

async function measurePlugin(
  clients: readonly number[],
  runs: number,
  cleanup: Cleanup,
  plugin: string | undefined,
): Promise<Size[]> {
  const start = await measurePluginStart(5, cleanup, plugin);
  const sizes: Size[] = [];
  for (const count of clients) {
    const first = await measureOnce(count, cleanup, plugin);
    const others: Measured[] = [];
    while (others.length < runs - 1) others.push(await measureOnce(count, cleanup, plugin));
    const entries = operations.map((operation) => {
      const more = others.map((measured) => measured[operation]);
      return [operation, least([first[operation], ...more])] as const;
    });
    sizes.push({ clients: count, measured: Object.fromEntries(entries) as unknown as Measured });
  }
  console.log(`${renderMeasurements(sizes)}\n\n${renderPluginStart(start)}`);
  return sizes;
}

async function measureOnce(clients: number, cleanup: Cleanup, plugin: string | undefined): Promise<Measured> {
  process.stderr.write(`measuring ${clients} client${clients === 1 ? "" : "s"} …\n`);
  try {
    return await measureStack(clients, cleanup, plugin);
  } finally {
    await cleanup.run();
  }
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0) throw new InvalidArgumentError("It must be a positive whole number.");
  return number;
}

function positiveIntegers(text: string): number[] {
  return text.split(",").map(positiveInteger);
}
