import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ClientOptions } from "../../identity-domain/identity-domain.ts";
import type { IdentityDomains } from "./configuration.ts";
import { Notes, notesFolder } from "./interrupted-operations.ts";
import { StackLists } from "./stack-lists.ts";

/** Seams of the plugin. */
export interface PluginOptions extends ClientOptions {
  /** Ends what waits, when Pulumi is cancelled. */
  readonly signal?: AbortSignal;
  /** Milliseconds that only ever grow. @default performance.now */
  readonly clock?: () => number;
  /** Waits so many milliseconds. @default a timer */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** How often a creation is repeated whose answer was lost. @default 3, or 0 with `disableAutoRetries` */
  readonly creations?: number;
  /** Where it is noted what was begun. @default a folder in Pulumi's home */
  readonly notesFolder?: string;
}

/** What the operations of one run share, from Configure on. */
export interface Run {
  readonly domains: IdentityDomains;
  /** What resources are like, for many reads at once. */
  readonly stackLists: StackLists;
  /** Which applications are active, for many deletes at once. */
  readonly activity: StackLists;
  /** Applications that were deactivated to be deleted and not deleted yet. */
  readonly interruptedDeletes: Notes;
  /** Applications that are to get a new client secret. */
  readonly begunRotations: Notes;
  /** How often a creation is repeated whose answer was lost. */
  readonly creations: number;
  /** Waits before such a repetition; ends early when Pulumi is cancelled. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly isCancelled: () => boolean;
}

/** A new run. */
export function startRun(domains: IdentityDomains, options: PluginOptions): Run {
  const { clock = () => performance.now(), signal, notesFolder: notes = notesFolder() } = options;
  return {
    domains,
    stackLists: new StackLists(clock),
    activity: new StackLists(clock),
    interruptedDeletes: new Notes(join(notes, "deactivated")),
    begunRotations: new Notes(join(notes, "rotating")),
    creations: options.creations ?? 3,
    pause: options.pause ?? ((milliseconds) => wait(milliseconds, undefined, signal && { signal }).catch(() => {})),
    isCancelled: () => signal?.aborted === true,
  };
}
