import { execFileSync } from "node:child_process";
import { availableParallelism, totalmem } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { Cleanup } from "./cleanup.ts";
import { least } from "./measurement.ts";
import { type Measured, measureStack, operations } from "./operations.ts";
import { measurePluginStart } from "./plugin-start.ts";
import { renderMeasurements, renderPluginStart, renderRatios, type Size } from "./report.ts";

interface Flags {
  readonly clients: readonly number[];
  readonly runs: number;
}

const program = new Command("bench")
  .description(
    "Measures what stacks of one application and two role assignments per client cost, with the Pulumi engine on PATH " +
      "and a local identity domain. With OCI_PROVIDER_PLUGIN=<folder>: the same with that plugin, and the ratios.",
  )
  .option("--clients <numbers>", "how many clients the stacks have", positiveIntegers, [1, 10, 100])
  .option("--runs <number>", "how often each stack is measured; the least counts", positiveInteger, 1)
  .action(bench);
await program.parseAsync();

async function bench({ clients, runs }: Flags): Promise<void> {
  if (process.platform !== "linux") throw new Error("The bench reads /proc, which only Linux has.");
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

function machine(): string {
  const engine = execFileSync("pulumi", ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  }).trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores, ${memory} GB memory, Node ${process.version}, Pulumi engine ${engine}.`;
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0) throw new InvalidArgumentError("It must be a positive whole number.");
  return number;
}

function positiveIntegers(text: string): number[] {
  return text.split(",").map(positiveInteger);
}
