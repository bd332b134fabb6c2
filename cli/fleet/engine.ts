import type { StoredStack } from "../pulumi/stored-stacks.ts";
import type { Change } from "./json.ts";

/** What the engine does with a stack. */
export type EngineOperation = "up" | "preview" | "refresh" | "destroy";

/** Options of one operation on one stack. */
export interface EngineRun {
  /** Whether the backend has the stack already; if not, it is created. */
  readonly exists: boolean;
  /** Reads the resources in the domain first. @default false */
  readonly refresh?: boolean;
  /** What the update's entry in the history says about who started it. */
  readonly agent?: string | undefined;
  /** Cancels it: the resource that is being changed is finished, the others are not begun. */
  readonly signal: AbortSignal;
}

/** What an operation did, or would do. */
export interface EngineResult {
  readonly changes: readonly Change[];
  /** Warnings, one per item. */
  readonly warnings: readonly string[];
  /** Why it failed, as the engine says it, secrets masked; absent if it did not. */
  readonly failure?: string;
}

/** The Pulumi engine and its backend, for the stacks of one project. */
export interface FleetEngine {
  /** The engine's version. */
  readonly version: string;
  /** The stacks of an environment that the backend has. */
  readonly stored: (environment: string) => Promise<readonly StoredStack[]>;
  /** Runs an operation; it never throws for what the engine refuses. */
  readonly run: (operation: EngineOperation, stack: string, run: EngineRun) => Promise<EngineResult>;
  /** The client IDs in a stack's outputs, by `<team>/<client>`. */
  readonly clientIds: (stack: string) => Promise<Readonly<Record<string, string>>>;
}
