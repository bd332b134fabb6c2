import type { Application } from "../read/answers.ts";
import type { Inexpressible } from "./attributes.ts";

/** An entry of a manifest, with its keys in reading order. */
export type Entry = Readonly<Record<string, unknown>>;

/** What was read, or written, of an application. */
export interface Counts {
  readonly scopes: number;
  /** App roles that it holds. */
  readonly roles: number;
  /** Users who are assigned to it. */
  readonly users: number;
  readonly groups: number;
  readonly certificates: number;
  readonly networkPerimeters: number;
  /** App roles that it defines. */
  readonly definedRoles: number;
}

/** A file next to the manifest: its path relative to the folder of the teams, and its content. */
export interface OtherFile {
  readonly file: string;
  readonly text: string;
}

/** An application as an entry of a manifest. */
export interface Converted {
  readonly application: Application;
  readonly list: "clients" | "resourceApplications";
  readonly entry: Entry;
  /** The certificates that the entry names. */
  readonly files: readonly OtherFile[];
  readonly read: Counts;
  /** What the entry does not say. If there is anything, the application cannot be adopted. */
  readonly inexpressible: readonly Inexpressible[];
  /** What is said about it elsewhere than in the team's manifest. */
  readonly notes: readonly string[];
}

/** What the entry is called, and where it exists. */
export interface Naming {
  readonly team: string;
  readonly name: string;
  /** The environments in which it exists; absent if the project has no other. */
  readonly environments?: Entry | undefined;
}

/** The keys that have a value. */
export function present(keys: Readonly<Record<string, unknown>>): Entry {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

/** A list as the value of a key: absent if it is empty. */
export function listed<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
