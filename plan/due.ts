import { spreadSchedule } from "../components/parts/rotation-brakes.ts";
import { type LiveHalves, rotationPlan } from "../components/parts/rotation-plan.ts";
import { halfOf, tagsOfHalf } from "../components/parts/rotation-tags.ts";
import { liveSecret, type SecretRun, secretTags } from "../components/parts/secret-tags.ts";
import { isRotated } from "../components/stack/rotations.ts";
import type { ClientManifest } from "../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../manifest/load-stack.ts";
import { ownershipTags } from "../naming/ownership-tags.ts";
import { dayOf } from "../wording/days.ts";

/** An application of a stack as the identity domain has it. */
export interface TaggedApplication {
  /** Its tags, by key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A client whose secret or rotation the next `pulumi up` goes on with, although its manifest is unchanged. */
export interface DueClient {
  readonly kind: "secret-due" | "rotation-due";
  /** What is due, in words that begin with `<team>/<client>`. */
  readonly what: string;
}

/**
 * The clients of a team for which a run does something today although no input changed: a secret that has reached its age, or a step
 * of a rotation. A run that postpones them, or that the stack's configuration brakes, may do less.
 *
 * @param applications those of the team's stack, with their tags
 */
export function dueClients(
  { team, clients }: TeamPart,
  applications: readonly TaggedApplication[],
  now: Date,
): DueClient[] {
  const run: SecretRun = { asOf: dayOf(now), isPostponed: false };
  const ofTeam = applications.filter(({ tags }) => tags.get(ownershipTags.team) === team);
  return clients.flatMap((client) => {
    if (client.state === "retired" || !client.active) return [];
    const own = ofTeam.filter(({ tags }) => tags.get(ownershipTags.client) === client.name);
    const name = `${team}/${client.name}`;
    return isRotated(client) ? dueRotation(name, client, own, run) : dueSecret(name, client, own, run);
  });
}

function dueSecret(
  name: string,
  { secret }: ClientManifest,
  [application]: readonly TaggedApplication[],
  run: SecretRun,
): DueClient[] {
  if (application === undefined || secret.every === undefined) return [];
  const live = liveSecret(application.tags);
  const next = secretTags(secret, live, run);
  if (next.secretSince === live.since) return [];
  const why =
    live.since === undefined
      ? "the age of its client secret is counted from now on"
      : `its client secret is from ${live.since}, and is replaced every ${secret.every} days`;
  return [{ kind: "secret-due", what: `${name}: ${why}` }];
}

function dueRotation(
  name: string,
  { rotation }: ClientManifest & { readonly rotation: Parameters<typeof spreadSchedule>[0] },
  applications: readonly TaggedApplication[],
  run: SecretRun,
): DueClient[] {
  const half = (is: boolean) =>
    applications.find(({ tags }) => (tags.get(ownershipTags.rotationHalf) === "B") === is)?.tags;
  const [a, b] = [half(false), half(true)];
  if (a === undefined && b === undefined) return [];
  const live: LiveHalves = { A: a && halfOf(a), B: b && halfOf(b) };
  const schedule = spreadSchedule(rotation, name);
  // The outputs of the last run that completed show the pair in use.
  const { current, previous, step } = rotationPlan(live, schedule, { ...run, isPostponed: true }, undefined);
  const shown = step.kind === "rotates" && previous !== undefined ? previous : current;
  const next = rotationPlan(live, schedule, run, shown);
  const isSame = (["A", "B"] as const).every((one) => {
    const tags = live[one];
    return tags !== undefined && JSON.stringify(tagsOfHalf(one, tags)) === JSON.stringify(tagsOfHalf(one, next[one]));
  });
  if (isSame) return [];
  const words = {
    rotates: "the next rotation is due",
    closes: "the grace of its previous pair is over",
  };
  const what =
    next.step.kind === "rotates" || next.step.kind === "closes"
      ? words[next.step.kind]
      : "the next step of its rotation is due";
  return [{ kind: "rotation-due", what: `${name}: ${what}` }];
}
