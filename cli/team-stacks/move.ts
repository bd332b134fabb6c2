import { didYouMean } from "../../wording/nearest.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { isOfEngine, keyOf, resourcesOf, type State, without } from "./deployment.ts";
import { byPart, environmentPart, type PartName, partInWords, stackOf } from "./parts.ts";
import { isInDomain, type MovePlan, partIn, planMove, providersInTheWay, type Step } from "./plan.ts";
import { type AfterMove, afterMove } from "./preview.ts";
import { renderAfterMove, renderPlans } from "./render.ts";
import type { Stacks } from "./stacks.ts";

/** Options of `moveParts`. */
export interface MoveOptions {
  readonly environment: string;
  /** From the environment's stack to stacks of the parts, or back. */
  readonly direction: "split" | "join";
  /** Which parts; all if there are none: `payments`, `environment`. */
  readonly parts: readonly PartName[];
  /** Move without asking. */
  readonly yes: boolean;
  /** Say what would be moved, and move nothing. */
  readonly dryRun: boolean;
  readonly stacks: Stacks;
  readonly print: (text: string) => void;
  /** Asks a yes-or-no question; undefined without a terminal. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** What a run did. */
export interface Moved {
  /** The parts that were moved, or would be. */
  readonly parts: readonly PartName[];
  /** What the next `up` of the stacks that got something would do; empty if they were not previewed. */
  readonly previews: readonly AfterMove[];
}

/**
 * Moves the state of parts of an environment between its one stack and a stack for each of them. Applications, client IDs, secrets and
 * grants stay as they are: nothing is sent to the identity domain but the requests of the previews. Each part is moved on its own; a run that was
 * ended at any step is completed by the same command.
 *
 * @throws CommandError before anything is moved: no such stack or part, an operation that was interrupted, a part that is in both stacks as
 *   different resources, no consent
 */
export async function moveParts(options: MoveOptions): Promise<Moved> {
  const { environment, direction, yes, dryRun, stacks, print, confirm } = options;
  const states = await readStates(stacks, environment);
  const ways = waysOf(options, states);
  const plans = ways.map(({ part, source, dest }) =>
    planMove(part, { stack: source, state: states.get(source) }, { stack: dest, state: states.get(dest) }),
  );
  const todo = plans.filter(({ steps, refusals }) => steps.length + refusals.length > 0);
  refuse(todo, states);
  const shown = renderPlans(plans);
  if (shown !== "") print(shown);
  if (todo.length === 0) {
    const place = direction === "split" ? "in a stack of its own" : `in ${quote(environment)}`;
    if (!dryRun) await emptySources(ways, stacks);
    print(`Nothing is to be moved: each part is ${place}, or has no resource yet.`);
    return { parts: [], previews: [] };
  }
  print(
    "Only states change: every application keeps its client ID, its secret and its grants. The next `up` writes the name of the new stack into tags.",
  );
  if (dryRun) return { parts: todo.map(({ part }) => part), previews: [] };
  if (!yes) await agree(`Move ${count(todo.length, "part")}?`, confirm);
  for (const plan of todo) {
    await movePart(plan, stacks);
    print(`${partInWords(plan.part)}: moved to ${quote(plan.dest)}.`);
  }
  await emptySources(ways, stacks);
  return { parts: todo.map(({ part }) => part), previews: await previewsOf(options, todo) };
}

type States = ReadonlyMap<string, State>;

/** The states of all stacks of an environment, by name. */
async function readStates(stacks: Stacks, environment: string): Promise<States> {
  const names = (await stacks.names()).filter((name) => name === environment || name.startsWith(`${environment}.`));
  const states = new Map<string, State>();
  for (const name of names) {
    const state = await stacks.read(name);
    if (state !== undefined) states.set(name, state);
  }
  return states;
}

interface Way {
  readonly part: PartName;
  readonly source: string;
  readonly dest: string;
}

/** Which parts go from where to where. */
function waysOf({ environment, direction, parts }: MoveOptions, states: States): Way[] {
  const whole = states.get(environment);
  if (direction === "split" && whole === undefined)
    throw new CommandError(
      `There is no stack ${quote(environment)} in this backend (it has ${[...states.keys()].join(", ") || "none of this environment"}): nothing is to be split.`,
    );
  const ofWhole = whole === undefined ? [] : [...byPart(resourcesOf(whole)).keys()];
  const ofOwn = [...states.keys()]
    .filter((name) => name !== environment)
    .map((name) => name.slice(environment.length + 1));
  const known = [...new Set([...ofWhole, ...ofOwn])].sort(environmentLast);
  const unknown = parts.filter((part) => !known.includes(part));
  if (unknown.length > 0)
    throw new CommandError(
      unknown
        .map(
          (part) =>
            `${quote(part)} has nothing in the stacks of ${quote(environment)} (they have ${known.join(", ")}).${didYouMean(part, known)}`,
        )
        .join("\n"),
    );
  const chosen = parts.length > 0 ? known.filter((part) => parts.includes(part)) : known;
  return chosen.map((part) =>
    direction === "split"
      ? { part, source: environment, dest: stackOf(environment, part) }
      : { part, source: stackOf(environment, part), dest: environment },
  );
}

function environmentLast(one: PartName, other: PartName): number {
  return Number(one === environmentPart) - Number(other === environmentPart) || (one < other ? -1 : 1);
}

/** @throws CommandError with everything that stands in the way */
function refuse(plans: readonly MovePlan[], states: States): void {
  const touched = [...new Set(plans.flatMap(({ source, dest }) => [source, dest]))];
  const interrupted = touched.filter((stack) => (states.get(stack)?.deployment.pending_operations ?? []).length > 0);
  const lines = [
    ...interrupted.map(
      (stack) =>
        `Stack ${quote(stack)} has operations that were interrupted: run \`idcs-apps recover --stack ${stack}\` first.`,
    ),
    ...plans.flatMap(({ refusals }) => refusals),
  ];
  if (lines.length > 0) throw new CommandError([...lines, "Nothing was moved."].join("\n"));
}

async function agree(question: string, confirm: MoveOptions["confirm"]): Promise<void> {
  if (!confirm) throw new CommandError(`${question} There is no terminal to ask in: use --yes.`);
  if (!(await confirm(question))) throw new CommandError("Nothing was moved.");
}

/** Moves one part, by the plan that its stacks have now. */
async function movePart({ part, source, dest }: MovePlan, stacks: Stacks): Promise<void> {
  if ((await stacks.read(dest)) === undefined) await stacks.create(dest);
  const before = await statesOf(source, dest, stacks);
  const { steps, refusals } = planMove(part, before.source, before.dest);
  if (refusals.length > 0) throw new CommandError(refusals.join("\n"));
  const inTheWay = providersInTheWay(before.source.state, before.dest.state);
  if (inTheWay.size > 0) await stacks.write(dest, without(before.dest.state, inTheWay));
  for (const step of steps) await take(step, source, dest, stacks);
  const after = await statesOf(source, dest, stacks);
  const had = partIn(before.source, part).filter(isInDomain);
  const has = new Map(partIn(after.dest, part).map((one) => [keyOf(one), one.id]));
  const lost = had.filter((one) => has.get(keyOf(one)) !== one.id);
  const left = partIn(after.source, part);
  if (lost.length + left.length > 0)
    throw new CommandError(
      `After the move, ${quote(source)} still has ${count(left.length, "resource")} of ${partInWords(part)}, and ${quote(dest)} lacks ${lost.length}: another process changed one of the stacks. Run the same command again.`,
    );
}

/** Removes the providers from sources that have nothing else any more: backends count them as resources, so that the stack would look used. */
async function emptySources(ways: readonly Way[], stacks: Stacks): Promise<void> {
  for (const source of new Set(ways.map((way) => way.source))) {
    const state = await stacks.read(source);
    if (state === undefined || !resourcesOf(state).every(isOfEngine)) continue;
    const providers = resourcesOf(state).filter(({ custom }) => custom);
    if (providers.length > 0) await stacks.write(source, without(state, new Set(providers.map(({ urn }) => urn))));
  }
}

async function take(step: Step, source: string, dest: string, stacks: Stacks): Promise<void> {
  if (step.kind === "move") return stacks.move(source, dest, step.urns);
  const state = await stacks.read(step.stack);
  if (state !== undefined) await stacks.write(step.stack, without(state, new Set(step.urns)));
}

async function statesOf(source: string, dest: string, stacks: Stacks) {
  const read = async (stack: string) => {
    const state = await stacks.read(stack);
    if (state === undefined) throw new CommandError(`There is no stack ${quote(stack)} any more.`);
    return { stack, state };
  };
  return { source: await read(source), dest: await read(dest) };
}

/** Previews the stacks that got something, if all parts that they declare are there. */
async function previewsOf({ environment, direction, stacks, print }: MoveOptions, moved: readonly MovePlan[]) {
  const states = await readStates(stacks, environment);
  const own = [...states.keys()].filter((name) => name !== environment);
  const inWhole = [...byPart(resourcesOf(states.get(environment) ?? emptyState)).keys()];
  const inOwn = own.filter((stack) => byPart(resourcesOf(states.get(stack) ?? emptyState)).size > 0);
  if (inWhole.length > 0 && inOwn.length > 0)
    print(
      `\`up\` of ${quote(environment)} is refused as long as other stacks have some of its parts: ${quote(environment)} has ${inWhole.join(", ")}; ${inOwn.join(", ")} have the others.`,
    );
  const dests = direction === "split" ? moved.map(({ dest }) => dest) : inOwn.length === 0 ? [environment] : [];
  const previews: AfterMove[] = [];
  for (const stack of dests) {
    const found = afterMove(stack, await stacks.preview(stack));
    print(renderAfterMove(found));
    previews.push(found);
  }
  return previews;
}

const emptyState: State = { version: 3, deployment: {} };
