import type { SecretManifest } from "../../manifest/keys-and-defaults/secret.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { type Day, daysBetween, isDay } from "../../wording/days.ts";
import type { Brakes } from "./rotation-brakes.ts";

/** The values of the ownership tags that say which secret a client has. A change of the first two regenerates it. */
export interface SecretTags {
  readonly secretVersion: number | undefined;
  /** The day from which its age is counted; absent without `every`. */
  readonly secretSince?: Day;
  /** The tags of a rotation, by key; absent without rotation. */
  readonly rotation?: Readonly<Record<string, string>>;
}

/** What decides, besides the manifest and the domain, whether a run regenerates secrets. */
export interface SecretRun {
  /** The day for which ages are computed, in UTC. */
  readonly asOf: Day;
  /** Whether this run regenerates no secret. */
  readonly isPostponed: boolean;
  /** What limits rotations. @default nothing */
  readonly brakes?: Brakes;
}

/** What the domain's tags say about a client's secret. */
export interface LiveSecret {
  readonly version: number | undefined;
  /** Absent if nobody counts its age, or if the tag is no day. */
  readonly since: Day | undefined;
}

/** What an application's tags say about its secret. */
export function liveSecret(tags: ReadonlyMap<string, string>): LiveSecret {
  const [version, since] = [tags.get(ownershipTags.secretVersion), tags.get(ownershipTags.secretSince)];
  return {
    version: version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined,
    since: isDay(since) ? since : undefined,
  };
}

/**
 * The tags that a client's application is to have after this run. The same manifest, domain and day give the same tags, so
 * that a preview and its `up` agree, and a run that was interrupted is completed by the next one.
 *
 * A secret of unknown age counts from this day. So the first run that knows `every` regenerates nothing.
 *
 * @param live what the domain has; absent if it has no such application
 */
export function secretTags(
  { version, every }: SecretManifest,
  live: LiveSecret | undefined,
  { asOf, isPostponed }: SecretRun,
): SecretTags {
  const secretVersion = isPostponed ? (live?.version ?? version) : version;
  if (every === undefined) return { secretVersion };
  if (live?.since === undefined) return { secretVersion, secretSince: asOf };
  const isReplaced = live.version !== undefined && live.version !== secretVersion;
  const isDue = !isPostponed && daysBetween(live.since, asOf) >= every;
  return { secretVersion, secretSince: isReplaced || isDue ? asOf : live.since };
}
