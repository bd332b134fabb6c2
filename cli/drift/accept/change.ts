import type { Services } from "../../../manifest/oracle/services.ts";
import type { PlannedResource } from "../../../plan/plan-stack.ts";
import type { Comparison } from "../compare.ts";
import type { Deviation } from "../deviation.ts";
import type { Known } from "./live-entry.ts";
import type { Scope } from "./place.ts";
import type { Subject, Written } from "./subject.ts";

/** A key of an entry with the value that the domain has. */
export interface KeyChange {
  readonly subject: Subject;
  readonly key: string;
  /** As it is to be written; undefined removes the key. */
  readonly value: unknown;
  /** Whether it is written for the environment, and not in the entry itself. */
  readonly isOverride: boolean;
  /** The other environments for which it changes too. */
  readonly alsoIn: readonly string[];
}

/** A deviation that is not accepted, and what to do about it. */
export interface Left {
  readonly deviation: Deviation;
  /** Why, and what to do. */
  readonly wayOut: string;
  /** Whether it is a right that is left alone, because nobody asked for it and it does not count as drift. */
  readonly isOptional: boolean;
}

/** What is accepted of a client or resource application, and what is not. */
export interface Decision {
  readonly changes: readonly KeyChange[];
  readonly accepted: readonly Deviation[];
  readonly left: readonly Left[];
}

/** What decisions depend on. */
export interface Context {
  readonly comparison: Comparison;
  readonly known: Known;
  readonly services: Services;
  readonly scope: Scope;
  /** Whether rights beside the manifest are accepted. */
  readonly rights: boolean;
}

/** Keys with their new values, without defaults; deviations that they cannot express, with the reason. */
export interface NewValues {
  readonly values: Written;
  readonly refused: ReadonlyMap<Deviation, string>;
}

/** The declared resource that a deviation is about. */
export function resourceOf({ urn }: Deviation, { comparison }: Context): PlannedResource | undefined {
  return comparison.plan.resources.find((resource) => resource.urn === urn);
}
