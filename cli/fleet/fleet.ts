import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { isDay } from "../../wording/days.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackConfiguration } from "../project/stack-configuration.ts";
import { settingsIn, stackSettings } from "../project/stack-settings.ts";
import type { StoredStack } from "../pulumi/stored-stacks.ts";
import { agentOf, digestOf, programDigest } from "./digest.ts";
import type { EngineOperation, EngineResult, FleetEngine } from "./engine.ts";
import type { FleetStack } from "./fleet-stack.ts";
import { applicationsInDomain, type InDomain } from "./in-domain.ts";
import type { FleetReport, Reason, StackReport } from "./json.ts";
import { inOrder, ownApis } from "./order.ts";
import { reasonsFor } from "./reasons.ts";
import { reportOf } from "./report.ts";
import { runInOrder } from "./run-in-order.ts";
import { type DeclaredFleet, declaredFleet, environmentStack } from "./stacks.ts";

/** What is to be done with which stacks. */
export interface FleetOptions {
  readonly operation: EngineOperation | "status" | "drift";
  readonly environment: string;
  /** Only the stacks of these teams; `environment` stands for that of the environment's file. @default all */
  readonly teams?: readonly string[];
  /** Only the stacks that have a reason to be run. @default false */
  readonly changed?: boolean;
  /** How many stacks run at a time. */
  readonly parallel: number;
  /** The project's folder. */
  readonly folder: string;
}

/** What a run of the fleet needs of the process. */
export interface FleetWorld {
  readonly engine: FleetEngine;
  readonly variables: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain. */
  readonly client?: ClientOptions;
  readonly now: () => Date;
  /** Shows a line while the run goes on. */
  readonly say: (line: string) => void;
  /** Once it is aborted, running stacks are cancelled and no other one is begun. */
  readonly signal: AbortSignal;
  /** Breaks the lock of a dead process, and discards what it left unfinished. @throws CommandError if the process is alive */
  readonly recover: (stack: string) => Promise<void>;
  /** Asks for consent to a loss, which is described line by line; undefined without a terminal and without `--yes`. */
  readonly agree?: ((lines: readonly string[]) => Promise<boolean>) | undefined;
}

/** A stack that is to be run, with what is known of it. */
export interface Candidate extends FleetStack {
  readonly stored: StoredStack | undefined;
  /** Whether a manifest declares it. */
  readonly isDeclared: boolean;
  readonly digest: string;
  readonly reasons: readonly Reason[];
  /** What to do about a stack that no manifest declares. */
  readonly advice?: string;
}

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

/** The stacks that are meant, in the order in which they are run. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly identityDomain: string;
  /** What is wrong with files that do not say whose they are. */
  readonly problems: readonly string[];
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

/**
 * The stacks that are meant, from manifests and backend, each with the reasons why it is to be run.
 *
 * @throws CommandError or ManifestError as `fleet`
 */
export async function candidatesOf(
  options: FleetOptions,
  world: Pick<FleetWorld, "engine" | "variables" | "client" | "now">,
): Promise<Candidates> {
  const { operation, environment, folder } = options;
  const settings = stackSettings(folder, environment);
  const declared = declaredFleet(folder, settings.project, environment);
  const stored = new Map((await world.engine.stored(environment)).map((one) => [one.name, one]));
  refuseWhole(environment, stored.get(environment));
  const stacks = allStacks(environment, declared.stacks, stored);
  const chosen = chosenOf(stacks, options);
  const looks = operation === "status" || options.changed === true;
  const { client, variables } = world;
  const inDomain: InDomain = looks
    ? await applicationsInDomain({ ...declared, folder, variables, ...(client && { client }) })
    : { applications: [] };
  return {
    candidates: assessed(chosen, { ...declared, project: settings.project }, inDomain, options, world),
    identityDomain: settings.identityDomainUrl ?? declared.identityDomainUrl,
    problems: declared.lostFiles,
    notes: "unknown" in inDomain ? [unknownNote(inDomain.unknown)] : [],
  };
}

function unknownNote(reason: string): string {
  return `The applications in the identity domain were not read, so that nobody knows what is due or was changed there: ${reason}`;
}

/** An environment is one stack, or one for each team: two would provision the same clients twice. */
function refuseWhole(environment: string, whole: StoredStack | undefined): void {
  if (whole === undefined || whole.resources === 0) return;
  throw new CommandError(
    `The environment "${environment}" is provisioned as one stack, "${environment}", which has ${whole.resources} resources: a stack for each team would create its clients a second time. Move them with their IDs and secrets: \`idcs-apps fleet split --env ${environment}\`.`,
  );
}

/** The declared stacks that have something in them, and those that only the backend has. */
function allStacks(
  environment: string,
  declared: readonly FleetStack[],
  stored: ReadonlyMap<string, StoredStack>,
): (FleetStack & Pick<Candidate, "stored" | "isDeclared">)[] {
  const hasResources = (name: string) => (stored.get(name)?.resources ?? 0) > 0;
  const names = new Set(declared.map(({ name }) => name));
  const gone = [...stored.keys()].filter((name) => name !== environment && !names.has(name) && hasResources(name));
  return [
    ...inOrder(declared)
      .filter(({ name, isDeclaring }) => isDeclaring || hasResources(name))
      .map((stack) => ({ ...stack, stored: stored.get(stack.name), isDeclared: true })),
    ...gone.sort().map((name) => ({
      name,
      team: name.slice(environment.length + 1),
      isDeclaring: false,
      needs: [],
      stored: stored.get(name),
      isDeclared: false,
    })),
  ];
}

type Known = ReturnType<typeof allStacks>[number];

function chosenOf(stacks: readonly Known[], { environment, teams = [] }: FleetOptions): readonly Known[] {
  if (teams.length === 0) return stacks;
  const names = stacks.map(({ name }) => name.slice(environment.length + 1));
  const unknown = teams.filter((team) => !names.includes(team));
  if (unknown.length > 0)
    throw new CommandError(
      unknown.map((team) => notFound(team, `a team with something in "${environment}"`, names)).join("\n"),
    );
  return stacks.filter(({ name }) => teams.includes(name.slice(environment.length + 1)));
}

/** Adds to each stack why it is to be run. */
function assessed(
  stacks: readonly Known[],
  declared: DeclaredFleet & { readonly project: string },
  inDomain: InDomain,
  { folder, operation, changed = false }: FleetOptions,
  { engine, now }: Pick<FleetWorld, "engine" | "now">,
): Candidate[] {
  const [apis, program] = [ownApis(declared.stacks), programDigest(folder)];
  return stacks.map((stack) => {
    const configuration = stackConfiguration(folder, stack.name);
    const { asOf } = settingsIn(declared.project, configuration);
    const today = isDay(asOf) ? new Date(asOf) : now();
    const digest = digestOf(stack, { apis, program, engine: engine.version, configuration });
    if (!stack.isDeclared)
      return {
        ...stack,
        digest,
        reasons: [goneReason(stack)],
        advice: goneAdvice(stack, declared.lostFiles.length > 0),
      };
    if (stack.problem !== undefined)
      return { ...stack, digest, reasons: [{ kind: "manifest", what: "its manifest is wrong" }] };
    const reasons: Reason[] =
      operation === "status" || changed
        ? reasonsFor(stack, { stored: stack.stored, digest, inDomain, now: today })
        : [{ kind: "asked", what: "every stack was asked for" }];
    return { ...stack, digest, reasons };
  });
}

function goneReason({ team, stored }: Known): Reason {
  return {
    kind: "gone",
    what: `no manifest declares ${team === undefined ? "it" : `the team "${team}"`}, and the stack still has ${stored?.resources ?? 0} resources`,
  };
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

function goneAdvice({ name, team }: Known, hasLostFiles: boolean): string {
  if (hasLostFiles)
    return "Nothing is destroyed unasked. Its file may be one of those that do not say whose they are: put these right first.";
  const [environment = ""] = name.split(".");
  return `Nothing is destroyed unasked. If the file of the team was lost or renamed, put it back; if its clients belong to another team now, move them (docs/changes.md). To delete its clients with their IDs and secrets: \`idcs-apps fleet destroy --env ${environment} --team ${team}\`.`;
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
