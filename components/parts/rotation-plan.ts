import type { RotationSchedule } from "../../manifest/keys-and-defaults/rotation.ts";
import { daysAfter, daysBetween } from "../../wording/days.ts";
import type { HalfName, HalfTags } from "./rotation-tags.ts";
import type { SecretRun } from "./secret-tags.ts";

/** What the domain has of a rotated client; absent: no such application. */
export interface LiveHalves {
  readonly A?: HalfTags | undefined;
  readonly B?: HalfTags | undefined;
}

/** What a run does with a rotated client, besides keeping it. */
export type RotationStep =
  /** `half` gets a new secret, which is tested and then shown. */
  | { readonly kind: "rotates"; readonly half: HalfName }
  /** The secret of `half` ends. */
  | { readonly kind: "closes"; readonly half: HalfName }
  /** The next rotation is due, and waits for the end of the grace of `half`. */
  | { readonly kind: "waits"; readonly half: HalfName }
  /** The next rotation is due, and this run postpones it. */
  | { readonly kind: "postpones" }
  /** `half` was tried in vain too often. */
  | { readonly kind: "stops"; readonly half: HalfName }
  | { readonly kind: "keeps" };

/** What both applications of a rotated client are to be after a run. */
export interface RotationPlan {
  readonly A: HalfTags;
  readonly B: HalfTags;
  /** The application that the outputs show. */
  readonly current: HalfName;
  /** The other one, as long as it works. */
  readonly previous?: HalfName;
  readonly step: RotationStep;
}

/** How often a rotation is tried before it stops. */
export const mostTries = 3;

/**
 * What both applications of a rotated client are to be after this run. The same manifest, domain, day and outputs give the
 * same plan, so that a preview and its `up` agree, and any machine goes on after an interruption.
 *
 * Guarantees: the application that the outputs show keeps its secret, and so does the previous one until its grace has
 * passed. The grace begins in the first run that finds the new pair in the outputs of an earlier one: before that, nobody
 * can have taken it.
 *
 * @param published the application that the stack's outputs show; absent if that is not known
 */
export function rotationPlan(
  live: LiveHalves,
  schedule: RotationSchedule,
  run: SecretRun,
  published: HalfName | undefined,
): RotationPlan {
  const current = currentHalf(live);
  const other = current === "A" ? "B" : "A";
  const { asOf } = run;
  const first: HalfTags = { state: "current", secretNumber: 1, since: asOf, version: schedule.version };
  const found = live[current] ?? first;
  const mine: HalfTags = { ...found, since: found.since ?? asOf, version: found.version ?? schedule.version };
  const theirs = live[other];
  const context = { mine, theirs, current, other, schedule, run, published } satisfies Context;
  const { mine: next, theirs: othersNext, step } = mine.state === "tested" ? afterTest(context) : settled(context);
  const works = othersNext.state === "previous" || othersNext.state === "current";
  const rotates = step.kind === "rotates";
  return {
    ...({ [current]: next, [other]: othersNext } as Record<HalfName, HalfTags>),
    current: rotates ? other : current,
    ...(rotates ? { previous: current } : works && { previous: other }),
    step,
  };
}

interface Context {
  readonly mine: HalfTags;
  readonly theirs: HalfTags | undefined;
  readonly current: HalfName;
  readonly other: HalfName;
  readonly schedule: RotationSchedule;
  readonly run: SecretRun;
  readonly published: HalfName | undefined;
}

interface Next {
  readonly mine: HalfTags;
  readonly theirs: HalfTags;
  readonly step: RotationStep;
}

/** What a second application is that was created a moment ago: nobody has ever seen its secret. */
const unused: HalfTags = { state: "closed", secretNumber: 0 };
const keeps = { kind: "keeps" } as const;

/** The application that is in use: the one whose secret was made last, of those that work. */
function currentHalf(live: LiveHalves): HalfName {
  const rank = (half: HalfName) => {
    const tags = live[half];
    const order = { staged: 0, closed: 0, previous: 1, current: 2, tested: 2 };
    return tags === undefined ? [-1, -1] : [order[tags.state], tags.secretNumber];
  };
  const [[stateOfA = 0, versionOfA = 0], [stateOfB = 0, versionOfB = 0]] = [rank("A"), rank("B")];
  return stateOfB > stateOfA || (stateOfB === stateOfA && versionOfB > versionOfA && stateOfB > 0) ? "B" : "A";
}

/** A new secret was tested: once the outputs show it, the grace of the other application begins. */
function afterTest({ mine, theirs = unused, current, schedule, run, published }: Context): Next {
  if (published !== current) return { mine, theirs, step: keeps };
  const isInUse = theirs.state === "current" || theirs.state === "tested";
  return {
    mine: { ...mine, state: "current" },
    theirs: isInUse ? asPrevious(theirs, schedule, run) : theirs,
    step: keeps,
  };
}

function asPrevious(half: HalfTags, { grace }: RotationSchedule, { asOf }: SecretRun): HalfTags {
  return { ...half, state: "previous", until: half.until ?? daysAfter(asOf, grace) };
}

function settled(context: Context): Next {
  const { theirs, mine: found } = context;
  // An application whose secret nobody knows, because the other one was deleted, is rotated itself.
  const mine: HalfTags = { ...withoutTries(found), state: "current" };
  if (theirs === undefined) return { mine, theirs: unused, step: keeps };
  if (theirs.state === "staged" || theirs.state === "closed") return maybeRotates({ ...context, mine, theirs });
  return inGrace({ ...context, mine, theirs });
}

type WithBoth = Context & { readonly theirs: HalfTags };

function inGrace({ mine, theirs, current, other, schedule, run, published }: WithBoth): Next {
  const previous = asPrevious(theirs, schedule, run);
  const isOver = daysBetween(String(previous.until), run.asOf) >= 0;
  if (isOver && published === current && !run.isPostponed) {
    const secretNumber = Math.max(mine.secretNumber, theirs.secretNumber) + 1;
    return { mine, theirs: { state: "closed", secretNumber }, step: { kind: "closes", half: other } };
  }
  const isWaiting = isDue(mine, schedule, run);
  return { mine, theirs: previous, step: isWaiting ? { kind: "waits", half: other } : keeps };
}

function maybeRotates({ mine, theirs, other, schedule, run, published }: WithBoth): Next {
  const { tries = 0 } = theirs;
  const closed: HalfTags = { state: "closed", secretNumber: theirs.secretNumber };
  if (!isDue(mine, schedule, run)) return { mine, theirs: closed, step: keeps };
  const isSameTry = theirs.state === "staged" && theirs.version === schedule.version;
  if (isSameTry && tries >= mostTries) return { mine, theirs, step: { kind: "stops", half: other } };
  const kept = theirs.state === "staged" ? theirs : closed;
  // The outputs show the other application if somebody changed tags by hand.
  if (run.isPostponed || published === other) return { mine, theirs: kept, step: { kind: "postpones" } };
  const secretNumber = Math.max(mine.secretNumber, theirs.secretNumber) + 1;
  const { version } = schedule;
  return {
    mine,
    theirs: { state: "tested", secretNumber, since: run.asOf, version },
    step: { kind: "rotates", half: other },
  };
}

/** Whether the pair in use is to be replaced. */
export function isDue(current: HalfTags, { version, every }: RotationSchedule, { asOf }: SecretRun): boolean {
  if (current.version !== undefined && current.version !== version) return true;
  return every !== undefined && current.since !== undefined && daysBetween(current.since, asOf) >= every;
}

function withoutTries({ tries: _, failure: __, until: ___, ...half }: HalfTags): HalfTags {
  return half;
}
