import type { ValuePath } from "../input/yaml-file.ts";
import type { ReadSeed } from "./read-seed.ts";
import type { ListName, SeedEntry } from "./seed-schema.ts";

/** An entry, and how to report a problem with it. */
export interface PlacedEntry<List extends ListName> {
  readonly entry: SeedEntry<List>;
  /** The problem on one line; `path` is relative to the entry. */
  problem(message: string, path?: ValuePath): string;
}

/** Several seeds as one. */
export type LaidOver = { readonly [List in ListName]: readonly PlacedEntry<List>[] };

/** The key that identifies an entry; names are compared case-insensitively. */
const keys: { readonly [List in ListName]: (entry: SeedEntry<List>) => string } = {
  users: ({ userName }) => userName,
  groups: ({ displayName }) => displayName,
  certificates: ({ alias }) => alias,
  networkPerimeters: ({ name }) => name,
  apps: ({ displayName }) => displayName,
  grants: ({ app, role, client, user, group }) => JSON.stringify([app, role, client, user, group]),
  signers: ({ publicKey }) => publicKey.trim(),
};

/**
 * Merges seeds: an entry changes the values that an entry of the same name in an earlier seed has, and keeps the
 * others, including its id. `refuse` receives entries that occur twice in one seed.
 */
export function layOver(seeds: readonly ReadSeed[], refuse: (problem: string) => void): LaidOver {
  const list = <List extends ListName>(name: List): readonly PlacedEntry<List>[] => {
    const merged = new Map<string, PlacedEntry<List>>();
    for (const { seed, problemAt } of seeds) {
      const own = new Set<string>();
      for (const [index, entry] of ((seed[name] ?? []) as readonly SeedEntry<List>[]).entries()) {
        const key = keys[name](entry).toLowerCase();
        const problem = (message: string, path: ValuePath = []) => problemAt([name, index, ...path], message);
        if (own.has(key)) refuse(problem(`${keys[name](entry)} is there twice.`));
        own.add(key);
        merged.set(key, { entry: { ...merged.get(key)?.entry, ...entry }, problem });
      }
    }
    return [...merged.values()];
  };
  return {
    users: list("users"),
    groups: list("groups"),
    certificates: list("certificates"),
    networkPerimeters: list("networkPerimeters"),
    apps: list("apps"),
    grants: list("grants"),
    signers: list("signers"),
  };
}
