import { ownershipTags } from "../../naming/ownership-tags.ts";
import { type Day, isDay } from "../../wording/days.ts";
import type { SecretTags } from "./secret-tags.ts";

/** The two applications of a rotated client. A is the one that it has without rotation. */
export type HalfName = "A" | "B";

const states = ["staged", "tested", "current", "previous", "closed"] as const;

/**
 * What a rotation has done with one of the two applications:
 *
 * - `staged`: it was to get a new secret, and no token was obtained with it yet; nobody uses it
 * - `tested`: a token was obtained with its new secret; the outputs of the next run that completes show it
 * - `current`: the outputs show it
 * - `previous`: it was current, and works until the grace ends
 * - `closed`: nobody knows its secret
 */
export type HalfState = (typeof states)[number];

/** What the tags of one of the two applications say. */
export interface HalfTags {
  readonly state: HalfState;
  /** The number of its secret: a change regenerates it. Greater than those of all earlier secrets of both applications. */
  readonly secretNumber: number;
  /** The day on which its secret was made; absent if nobody uses it. */
  readonly since?: Day;
  /** The number of the rotation that its secret was made for. */
  readonly version?: number;
  /** The day on which it is closed, if it is `previous`. */
  readonly until?: Day;
  /** How often a new secret was tried in vain, if it is `staged`. */
  readonly tries?: number;
  /** Why the last try failed. */
  readonly failure?: string;
}

/** The rotation's tags of one of the two applications. */
export function tagsOfHalf(half: HalfName, tags: HalfTags): Readonly<Record<string, string>> {
  const values = {
    [ownershipTags.rotationHalf]: half,
    [ownershipTags.rotationState]: tags.state,
    [ownershipTags.rotationSecret]: tags.secretNumber,
    [ownershipTags.rotationSince]: tags.since,
    [ownershipTags.rotationVersion]: tags.version,
    [ownershipTags.rotationUntil]: tags.until,
    [ownershipTags.rotationTries]: tags.tries,
    [ownershipTags.rotationFailure]: tags.failure,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}

/**
 * What the ownership of one of the two applications says about its secret. It has no `secret-version`: so neither the
 * beginning nor the end of a rotation changes that tag, which would regenerate the secret.
 */
export function ownershipOfHalf(half: HalfName, tags: HalfTags): SecretTags {
  return { secretVersion: undefined, rotation: tagsOfHalf(half, tags) };
}

/** What an application's tags say. One without a rotation's state is `current`: it is the client's only application. */
export function halfOf(tags: ReadonlyMap<string, string>): HalfTags {
  const day = (key: string) => {
    const value = tags.get(key);
    return isDay(value) ? value : undefined;
  };
  const state = states.find((one) => one === tags.get(ownershipTags.rotationState));
  const since = day(ownershipTags.rotationSince) ?? (state === undefined ? day(ownershipTags.secretSince) : undefined);
  const found = {
    since,
    version: numberIn(tags.get(ownershipTags.rotationVersion)),
    until: day(ownershipTags.rotationUntil),
    tries: numberIn(tags.get(ownershipTags.rotationTries)),
    failure: tags.get(ownershipTags.rotationFailure),
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  return {
    state: state ?? "current",
    secretNumber: numberIn(tags.get(ownershipTags.rotationSecret)) ?? 1,
    ...(Object.fromEntries(given) as Partial<typeof found>),
  } as HalfTags;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
