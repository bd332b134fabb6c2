import { CommandError } from "../errors/command-error.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { agentOf } from "./digest.ts";
import type { EngineOperation, EngineResult } from "./engine.ts";
import type { FleetOptions, FleetWorld } from "./fleet-world.ts";
import type { FleetReport, StackReport } from "./json.ts";
import { reportOf } from "./report.ts";
import { runInOrder } from "./run-in-order.ts";
import { environmentStack } from "./stacks.ts";

/**
 * Runs an operation on the stacks of an environment, or says what there is to do. A stack that fails stops only those that need its
 * APIs.
 *
 * @throws CommandError or ManifestError if nothing can be run: the environment's file is wrong, or it is one stack already
 */
export async function fleet(
  options: FleetOptions & { readonly operation: EngineOperation | "status" },
  world: FleetWorld,
): Promise<FleetReport> {
  const { operation, environment } = options;
  const began = world.now();
  const { candidates, identityDomain, problems, notes } = await candidatesOf(options, world);
  const stacks =
    operation === "status" ? candidates.map(statusOf) : await runAll(operation, candidates, options, world);
  const seconds = secondsSince(began, world.now());
  return reportOf({
    operation,
    environment,
    identityDomain,
    stacks,
    problems: [...problems],
    notes: [...notes],
    seconds,
  });
}

function baseOf({ name, team, reasons }: Candidate): Pick<StackReport, "stack" | "team" | "reasons"> {
  return { stack: name, ...(team !== undefined && { team }), reasons: [...reasons] };
}

/** What a stack is without a run. */
export function statusOf(candidate: Candidate): StackReport {
  const base = baseOf(candidate);
  if (!candidate.isDeclared) return { ...base, outcome: "gone", ...withNext(candidate.advice) };
  if (candidate.problem !== undefined) return { ...base, outcome: "failed", problem: candidate.problem };
  return { ...base, outcome: isToRun(candidate) ? "would-change" : "unchanged" };
}

/** Whether a stack has a reason to be run; a date that comes near is none. */
function isToRun({ reasons }: Candidate): boolean {
  return reasons.some(({ kind }) => kind !== "expiring");
}

async function runAll(
  operation: EngineOperation,
  candidates: readonly Candidate[],
  options: FleetOptions,
  world: FleetWorld,
): Promise<StackReport[]> {
  const isDestroy = operation === "destroy";
  if (isDestroy) await consent(candidates, options, world);
  const isAsked = (one: Candidate) =>
    isDestroy
      ? (one.stored?.resources ?? 0) > 0
      : one.isDeclared &&
        one.problem === undefined &&
        isToRun(one) &&
        !(operation === "refresh" && one.stored === undefined);
  const toRun = candidates.filter(isAsked);
  let done = 0;
  const finished = (result: StackReport) => {
    done += 1;
    world.say(`[${done}/${toRun.length}] ${progressLine(result)}`);
    return result;
  };
  const broken = new Set(candidates.filter(({ problem }) => problem !== undefined).map(({ name }) => name));
  const results = await runInOrder(
    (isDestroy ? toRun.toReversed() : toRun).map((one) => ordered(one, toRun, { isDestroy, broken })),
    {
      parallel: options.parallel,
      signal: world.signal,
      run: async ({ candidate }) => {
        const waits = operation === "preview" ? notProvisioned(candidate, candidates) : [];
        return finished(waits.length > 0 ? later(candidate, waits) : await runOne(operation, candidate, world));
      },
      isUsable: ({ outcome }) => outcome === "changed" || outcome === "unchanged" || outcome === "would-change",
      skipped: ({ candidate }, failed) => finished(skippedOf(candidate, failed, operation)),
      notRun: ({ candidate }): StackReport => ({
        ...baseOf(candidate),
        outcome: "not-run",
        next: againAdvice(operation, options),
      }),
    },
  );
  const byName = new Map(results.map((result) => [result.stack, result]));
  return candidates.map(
    (one) => byName.get(one.name) ?? (isDestroy ? { ...baseOf(one), outcome: "unchanged" } : leftAlone(one)),
  );
}

/** The stacks whose APIs a stack uses, and which do not exist yet: its names cannot be looked up. */
function notProvisioned({ needs }: Candidate, all: readonly Candidate[]): string[] {
  return all
    .filter(({ name, stored }) => needs.includes(name) && (stored?.resources ?? 0) === 0)
    .map(({ name }) => name);
}

function later(candidate: Candidate, waits: readonly string[]): StackReport {
  const next = `What it would change is known once ${waits.join(", ")} is provisioned, whose API it uses: \`fleet up\` runs both in this order.`;
  return { ...baseOf(candidate), outcome: "would-change", next };
}

function leftAlone(candidate: Candidate): StackReport {
  const status = statusOf(candidate);
  return status.outcome === "would-change" ? { ...status, outcome: "unchanged" } : status;
}

/** What a stack waits for: those whose APIs it uses, and the environment's own; to be destroyed, those that use its APIs. */
function ordered(
  candidate: Candidate,
  all: readonly Candidate[],
  { isDestroy, broken }: { isDestroy: boolean; broken: ReadonlySet<string> },
) {
  const { name, team } = candidate;
  const [environment = ""] = name.split(".");
  const whole = environmentStack(environment);
  if (isDestroy) {
    const users = all.filter(({ needs }) => needs.includes(name)).map((one) => one.name);
    const others = team === undefined ? all.filter((one) => one.name !== name).map((one) => one.name) : [];
    return { name, candidate, needs: users, after: others };
  }
  // One whose manifest is wrong may have been provisioned before: those that need it find out themselves.
  const needs = candidate.needs.filter((one) => !broken.has(one));
  return { name, candidate, needs, after: team === undefined ? [] : [whole] };
}

function skippedOf(candidate: Candidate, failed: readonly string[], operation: EngineOperation): StackReport {
  const names = failed.join(", ");
  const why = operation === "destroy" ? "still uses an API of its team" : "has an API that it uses";
  return { ...baseOf(candidate), outcome: "skipped", problem: `${names} failed or was not run, and ${why}.` };
}

function againAdvice(operation: EngineOperation, { environment, teams = [] }: FleetOptions): string {
  // The same teams: `destroy` of all of them is another command.
  const rest = [...teams.map((team) => ` --team ${team}`), operation === "up" ? " --changed" : ""].join("");
  return `The run was cancelled. \`idcs-apps fleet ${operation} --env ${environment}${rest}\` goes on.`;
}

async function runOne(operation: EngineOperation, candidate: Candidate, world: FleetWorld): Promise<StackReport> {
  const { engine, signal, now } = world;
  const { name, stored, digest, reasons } = candidate;
  const began = now();
  const base = baseOf(candidate);
  const ran = (rest: Omit<StackReport, keyof typeof base>): StackReport => ({
    ...base,
    ...rest,
    seconds: secondsSince(began, now()),
  });
  try {
    const isUnfinished = stored !== undefined && (stored.isLocked || stored.pending > 0);
    if (isUnfinished && operation !== "preview") await world.recover(name);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return ran({ outcome: "failed", problem: error.message });
  }
  const result = await engine.run(operation, name, {
    exists: stored !== undefined,
    // What was changed in the domain is not in the state.
    refresh: reasons.some(({ kind }) => kind === "drifted"),
    ...(operation === "up" && { agent: agentOf(digest) }),
    signal,
  });
  return ran(outcomeOf(operation, result, signal.aborted));
}

function outcomeOf(
  operation: EngineOperation,
  { changes, warnings, failure }: EngineResult,
  isCancelled: boolean,
): Omit<StackReport, "stack" | "team" | "reasons"> {
  const found = { changes: [...changes], ...(warnings.length > 0 && { warnings: [...warnings] }) };
  if (failure !== undefined && isCancelled)
    return { outcome: "interrupted", ...found, next: "What was begun is finished; the next run goes on from there." };
  if (failure !== undefined) return { outcome: "failed", ...found, problem: failure, ...withNext(adviceOn(failure)) };
  if (changes.length === 0) return { outcome: "unchanged", ...found };
  return { outcome: operation === "preview" ? "would-change" : "changed", ...found };
}

function withNext(next: string | undefined): Pick<StackReport, "next"> {
  return next === undefined ? {} : { next };
}

/** What to do about a failure for which the engine says nothing, or what does harm. */
function adviceOn(failure: string): string | undefined {
  return advice.find(([said]) => said.test(failure))?.[1];
}

const advice: readonly (readonly [RegExp, string])[] = [
  [
    /incorrect passphrase|passphrase must be set/,
    "Set PULUMI_CONFIG_PASSPHRASE_FILE to the file with the passphrase of the environment's stacks, or PULUMI_CONFIG_PASSPHRASE. Nothing was changed.",
  ],
  [
    /the stack is currently locked by/,
    "Another run began before this one. Do not cancel it: wait until it ends, then run the same command again, which also breaks the lock if that run was killed.",
  ],
];

/** Asks before anything is destroyed, and says what is lost. @throws CommandError without consent */
async function consent(candidates: readonly Candidate[], options: FleetOptions, world: FleetWorld): Promise<void> {
  const lost = candidates.filter(({ stored }) => (stored?.resources ?? 0) > 0);
  if (lost.length === 0) return;
  const lines: string[] = [];
  for (const { name, stored } of lost) {
    const ids = Object.entries(stored?.clientIds ?? (await world.engine.clientIds(name)));
    lines.push(
      `${name}: ${stored?.resources ?? 0} resources`,
      ...ids.map(([client, id]) => `  ${client}: client ID ${id}, with its secret`),
    );
  }
  if (world.agree === undefined) {
    const what = ["This would delete, for good:", ...lines.map((line) => `  ${line}`)].join("\n");
    throw new CommandError(`${what}\nThere is no terminal to ask in: use --yes if that is meant.`);
  }
  if (!(await world.agree(lines))) throw new CommandError(`Nothing was destroyed in "${options.environment}".`);
}

function progressLine({ stack, outcome, changes = [], seconds }: StackReport): string {
  const what = outcome === "changed" ? `changed (${changes.length})` : outcome;
  return `${stack} ${what}${seconds === undefined ? "" : ` ${seconds} s`}`;
}

/** The seconds between two moments, to a tenth. */
export function secondsSince(began: Date, now: Date): number {
  return Math.round((now.getTime() - began.getTime()) / 100) / 10;
}
