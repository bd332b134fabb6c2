import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { tagsOf } from "../../requests/ownership.ts";
import { isList, isValues, type Values } from "../../values/property-values.ts";

/** The tags of which a change regenerates the client secret: its number, and the day from which its age is counted. */
const counters = [ownershipTags.secretVersion, ownershipTags.secretSince, ownershipTags.rotationSecret] as const;

/** All tags that say which secret an application has, and what a rotation has done with it. */
const secretTags: readonly string[] = [
  ...counters,
  ownershipTags.rotationHalf,
  ownershipTags.rotationState,
  ownershipTags.rotationSince,
  ownershipTags.rotationVersion,
  ownershipTags.rotationUntil,
  ownershipTags.rotationTries,
  ownershipTags.rotationFailure,
];

/** A tag of which a change regenerates the client secret. */
export type Counter = (typeof counters)[number];

/** Tags by key. */
export type Tags = ReadonlyMap<string, string>;

/** The counters that had a value and now have another one. */
export function changedCounters(olds: Values, planned: Values): Counter[] {
  const [before, after] = [tagsOf(olds), tagsOf(planned)];
  return counters.filter((key) => {
    const [old, next] = [before.get(key), after.get(key)];
    return old !== undefined && next !== undefined && old !== next;
  });
}

/** The same values with other tags about the secret. */
export function withSecretTags(values: Values, tags: Tags): Values {
  const others = (isList(values.tags) ? values.tags : []).filter(
    (tag) => !isValues(tag) || !secretTags.includes(String(tag.key)),
  );
  const ours = secretTags.flatMap((key) => {
    const value = tags.get(key);
    return value === undefined ? [] : [{ key, value }];
  });
  return { ...values, tags: [...others, ...ours] };
}

/** Whether the new secret is for use after a rotation, so that a token must be obtained with it first. */
export function isTrial(planned: Values): boolean {
  return tagsOf(planned).get(ownershipTags.rotationState) === "tested";
}

/** Whether an application takes part in a rotation. */
export function isRotated(values: Values): boolean {
  return tagsOf(values).has(ownershipTags.rotationState);
}

/** The tags of an application that is to get a new secret for use. Tries for an earlier rotation do not count. */
export function stagedTags(live: Tags, planned: Tags): Tags {
  const { rotationSecret, rotationHalf, rotationState, rotationVersion, rotationTries, rotationFailure } =
    ownershipTags;
  const isSameRotation = live.get(rotationVersion) === planned.get(rotationVersion);
  const entries: (readonly [string, string | undefined])[] = [
    [rotationSecret, live.get(rotationSecret)],
    [rotationHalf, planned.get(rotationHalf)],
    [rotationState, "staged"],
    [rotationVersion, planned.get(rotationVersion)],
    ...(isSameRotation ? [rotationTries, rotationFailure].map((key) => [key, live.get(key)] as const) : []),
  ];
  return new Map(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** The tags of an application whose new secret was tried in vain once more. */
export function failedTags(staged: Tags, reason: string): Tags {
  const { rotationTries, rotationFailure } = ownershipTags;
  const tries = triesIn(staged) + 1;
  return new Map([...staged, [rotationTries, String(tries)], [rotationFailure, reason]]);
}

/** How often a new secret was tried in vain. */
export function triesIn(tags: Tags): number {
  return Number(tags.get(ownershipTags.rotationTries) ?? 0);
}
