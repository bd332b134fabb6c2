import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { JsonObject, Resource } from "../../scim/json.ts";
import type { Change, Directory } from "../../storage/directory.ts";

const collections = ["RefreshToken", "AuthorizationCode", "DeviceCode", "Session"] as const;

/** The collections whose records expire. */
export type ExpiringCollection = (typeof collections)[number];

/** A record that expires at `expiresAt`, in seconds since 1970: from then on it is treated as absent. */
export interface ExpiringRecord extends JsonObject {
  readonly id: string;
  readonly expiresAt: number;
}

const secondsBetweenPrunings = 60;
const mostRecords = 100_000;
const lastPruning = new WeakMap<Directory, number>();

/** The record of that id, unless it has expired. */
export function liveRecord(
  { directory, settings }: DomainContext,
  collection: ExpiringCollection,
  id: string,
): Resource | undefined {
  const record = directory.byId(collection, id);
  return record !== undefined && Number(record.expiresAt) > secondsOf(settings.now()) ? record : undefined;
}

/**
 * Stores a record. Once a minute, the same write removes the expired ones, and the oldest ones beyond
 * 100,000 of a kind.
 */
export function keepRecord(domain: DomainContext, collection: ExpiringCollection, record: ExpiringRecord): void {
  domain.directory.write([...pruning(domain), { collection, put: record }]);
}

/** Removes a record. */
export function forgetRecord({ directory }: DomainContext, collection: ExpiringCollection, id: string): void {
  directory.write([{ collection, remove: id }]);
}

function pruning({ directory, settings }: DomainContext): readonly Change[] {
  const now = secondsOf(settings.now());
  const last = lastPruning.get(directory);
  if (last !== undefined && Math.abs(now - last) < secondsBetweenPrunings) return [];
  lastPruning.set(directory, now);
  return collections.flatMap((collection) => {
    const all = directory.all(collection);
    const surplus = all.length - mostRecords;
    return all
      .filter((record, index) => index < surplus || Number(record.expiresAt) <= now)
      .map(({ id }) => ({ collection, remove: id }));
  });
}
