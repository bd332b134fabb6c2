import { keysOfEnvironments } from "../../../manifest/keys-and-defaults/client.ts";
import { keysOfApplicationEnvironments } from "../../../manifest/keys-and-defaults/resource-application.ts";
import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import type { Subject, Written } from "./subject.ts";

/** Where the project and the command line allow changes. */
export interface Scope {
  /** The environment whose domain is compared. */
  readonly environment: string;
  /** All environments of the project. */
  readonly environments: readonly string[];
  /** Whether a key may change for other environments too. */
  readonly allEnvironments: boolean;
}

/** Where a key is written: in the entry itself, or in what differs in the environment. */
export interface KeyPlace {
  readonly isOverride: boolean;
  /** The other environments for which it changes too. */
  readonly alsoIn: readonly string[];
}

/**
 * Where keys of an entry are to be written. What is written for the environment stays there. Otherwise no other environment changes:
 * the keys go to the environment, if it can replace them.
 *
 * @param keys keys that belong together
 * @returns a reason if they are the same in several environments, and may not change for all of them
 */
export function keyPlace({ written, place }: Subject, keys: readonly string[], scope: Scope): KeyPlace | string {
  const { environment, environments, allEnvironments } = scope;
  const own = environmentsOf(written);
  const isIn = (name: string) => keys.some((key) => Object.hasOwn(own?.[name] ?? {}, key));
  if (isIn(environment)) return { isOverride: true, alsoIn: [] };
  const others = (own === undefined ? environments : Object.keys(own)).filter((name) => name !== environment);
  const alsoIn = others.filter((name) => !isIn(name));
  if (others.length === 0 || allEnvironments) return { isOverride: false, alsoIn };
  const replaceable = place.list === "clients" ? keysOfEnvironments() : keysOfApplicationEnvironments;
  if (keys.every((key) => replaceable.includes(key))) return { isOverride: true, alsoIn: [] };
  return `${keys[0]} is the same in all environments: --all-environments changes it in ${others.join(", ")} too`;
}

/** A key of an entry as the environment has it. */
export function writtenIn({ written }: Subject, key: string, { environment }: Scope): unknown {
  const own = environmentsOf(written)?.[environment] ?? {};
  return Object.hasOwn(own, key) ? own[key] : written[key];
}

/** `environments` of an entry as it is written; absent if it exists in all environments. */
export function environmentsOf({ environments }: Written): Readonly<Record<string, Written>> | undefined {
  if (!isPlainObject(environments)) return undefined;
  return Object.fromEntries(
    Object.entries(environments).map(([name, keys]) => [name, isPlainObject(keys) ? keys : {}]),
  );
}
