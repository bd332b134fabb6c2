import { availableParallelism } from "node:os";
import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import type { FleetReport } from "../fleet/json.ts";
import { groupUsage } from "../help-text.ts";
import { collected, environment as environmentOption, note, print } from "./common.ts";
import { join, split } from "./fleet-stacks.ts";

/** The flags that all operations have. */
interface FleetFlags {
  readonly env: string;
  readonly team?: string[];
  readonly changed?: boolean;
  readonly parallel?: number;
  readonly secrets?: boolean;
  readonly yes?: boolean;
  readonly json: boolean;
  readonly junit?: string;
}

export const fleet = new Command("fleet")
  .description(
    "run all stacks of an environment, one for each team: several at a time, and only those that have something to do",
  )
  .usage(groupUsage);

const common = {
  team: [
    "-t, --team <team>",
    "only this team, or `environment`: what its file declares; may be given several times",
    collected,
  ],
  changed: ["--changed", "only stacks with a reason: changed inputs, a due secret or rotation, drift", false],
  parallel: ["--parallel <n>", "how many stacks run at a time; by default as many as there are cores", countOf],
  json: ["--json", "print JSON instead of text", false],
  junit: ["--junit <file>", "write a JUnit report too"],
} as const;

const failed = "1 a stack failed or was not run, or error";

const up = operation("up", "create or update every stack", `0 done, ${failed}`, [
  "up --env prod --changed",
  "up --env prod --team payments --team billing",
]);
const preview = operation("preview", "show what `fleet up` would change", `0 nothing, 2 something, ${failed}`, [
  "preview --env prod --changed",
]);
const refresh = operation("refresh", "read every stack's resources in the domain into its state", `0 done, ${failed}`, [
  "refresh --env prod",
]);
const destroy = operation("destroy", "delete everything that the stacks have, with consent", `0 done, ${failed}`, [
  "destroy --env test --yes",
  "destroy --env prod --team formerly",
]).option("-y, --yes", "destroy without asking", false);
const status = operation(
  "status",
  "list every stack with the reasons why it is to be run",
  "0 nothing to do, 2 something to do, 1 a manifest is wrong, or error",
  ["status --env prod", "status --env prod --json"],
);

const drift = operation(
  "drift",
  "compare every stack with the identity domain, each cause once for all teams",
  `0 no drift, 2 drift, ${failed}`,
  ["drift --env prod --no-secrets", "drift --env prod --junit drift.xml"],
).option("--no-secrets", "do not compare client secrets, which needs Pulumi's state");

for (const command of [up, preview, refresh]) command.option(...common.changed);
for (const command of [up, preview, refresh, destroy]) command.option(...common.parallel);
for (const command of [up, preview, refresh, drift, destroy, status, split, join]) fleet.addCommand(command);

function operation(
  name: FleetReport["operation"],
  description: string,
  exitCodes: string,
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  idcs-apps fleet ${example}`).join("\n");
  return new Command(name)
    .description(description)
    .requiredOption(...environmentOption)
    .option(...common.team)
    .option(...common.json)
    .option(...common.junit)
    .addHelpText("after", `\nExit code: ${exitCodes}.\n\nExamples:\n${lines}`)
    .action((flags: FleetFlags) => run(name, flags));
}

function countOf(word: string): number {
  if (!/^[1-9]\d{0,2}$/.test(word)) throw new InvalidArgumentError("It must be a number from 1 to 999.");
  return Number(word);
}

async function run(name: FleetReport["operation"], flags: FleetFlags): Promise<void> {
  const { fleet } = await import("../fleet/fleet.ts");
  const { withEngine } = await import("../fleet/with-engine.ts");
  const cancelled = cancellation();
  const report = await withEngine(
    { folder: ".", environment: flags.env, forwardsSignal: !isOnTerminal(), say: note },
    async ({ engine, variables, recover }) => {
      const { env: environment, team: teams = [], changed = false, parallel = availableParallelism() } = flags;
      const options = { environment, teams, changed, parallel, folder: "." };
      const world = { engine, variables, now: () => new Date(), say: note, signal: cancelled };
      if (name === "drift") {
        const { fleetDrift } = await import("../fleet/drift.ts");
        const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
        return fleetDrift(options, { ...world, readOutputs: flags.secrets ? readOutputsQuietly : undefined });
      }
      const agree = flags.yes === true ? announced : typedName(environment);
      return fleet({ operation: name, ...options }, { ...world, recover, agree });
    },
  );
  await show(report, flags);
}

async function show(report: FleetReport, { json, junit }: FleetFlags): Promise<void> {
  const { junitOfFleet, renderFleet } = await import("../fleet/render.ts");
  const { exitCodeOf } = await import("../fleet/report.ts");
  // First: what was done must be known also if the other report cannot be written.
  print(json ? JSON.stringify(report, undefined, 2) : renderFleet(report));
  process.exitCode = exitCodeOf(report);
  if (junit !== undefined) (await import("node:fs")).writeFileSync(junit, junitOfFleet(report));
}

/** Whether a terminal sends Ctrl-C to the engines too. */
function isOnTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}

/** Aborted by Ctrl-C, or by the signal with which a pipeline ends a job; the second one ends the process. */
function cancellation(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    note("Cancelled: no other stack is begun, and the running ones finish what they are changing.");
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  return controller.signal;
}

/** Consent by `--yes`: what is lost is said all the same. */
function announced(lines: readonly string[]): Promise<boolean> {
  note(lossOf(lines));
  return Promise.resolve(true);
}

function lossOf(lines: readonly string[]): string {
  return ["This deletes, for good:", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Asks for the environment's name, after it has shown what would be lost; undefined without a terminal. */
function typedName(environment: string) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return async (lines: readonly string[]) => {
    note(lossOf(lines));
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (
        (await terminal.question(`Type the environment's name, ${environment}, to go on: `)).trim() === environment
      );
    } finally {
      terminal.close();
    }
  };
}
