import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import type { EngineOperation, FleetEngine } from "./engine.ts";

/** What is to be done with which stacks. */
export interface FleetOptions {
  readonly operation: EngineOperation | "status" | "drift";
  readonly environment: string;
  /** Only the stacks of these teams; `environment` stands for that of the environment's file. @default all */
  readonly teams?: readonly string[];
  /** Only the stacks that have a reason to be run. @default false */
  readonly changed?: boolean;
  /** How many stacks run at a time. */
  readonly parallel: number;
  /** The project's folder. */
  readonly folder: string;
}

/** What a run of the fleet needs of the process. */
export interface FleetWorld {
  readonly engine: FleetEngine;
  readonly variables: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain. */
  readonly client?: ClientOptions;
  readonly now: () => Date;
  /** Shows a line while the run goes on. */
  readonly say: (line: string) => void;
  /** Once it is aborted, running stacks are cancelled and no other one is begun. */
  readonly signal: AbortSignal;
  /** Breaks the lock of a dead process, and discards what it left unfinished. @throws CommandError if the process is alive */
  readonly recover: (stack: string) => Promise<void>;
  /** Asks for consent to a loss, which is described line by line; undefined without a terminal and without `--yes`. */
  readonly agree?: ((lines: readonly string[]) => Promise<boolean>) | undefined;
}
