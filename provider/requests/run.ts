import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import type { Sharing } from "../../identity-domain/sending/sharing.ts";
import { ociSecretStore, type VaultAddress } from "../../vault/oci-secret-store.ts";
import type { SecretStore } from "../../vault/secret-store.ts";
import type { Domains } from "./configuration.ts";
import type { EngineLog } from "./engine-log.ts";
import { InterruptedOperations, interruptedOperationsFolder } from "./interrupted-operations.ts";
import { RunLists } from "./run-lists.ts";
import { StackLists } from "./stack-lists.ts";

/** Options of the plugin, and of its client for all identity domains. */
export interface PluginOptions extends ClientOptions {
  /** Ends waits and requests when Pulumi is cancelled. */
  readonly signal?: AbortSignal;
  /** A monotonic clock, in milliseconds. @default performance.now */
  readonly clock?: () => number;
  /** Waits so many milliseconds. @default a timer */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** How often a creation is repeated after a lost answer. @default 3, or 0 with `disableAutoRetries` */
  readonly creations?: number;
  /** Shows messages to the user. @default the engine that attaches to the plugin */
  readonly log?: EngineLog;
  /** The day, `YYYY-MM-DD` in UTC. @default today */
  readonly today?: () => string;
  /** The secrets of Oracle's vault. @default by the SDK, with the provider's settings */
  readonly secretStore?: OpenSecretStore;
  /** What the runs of this process share. @default nothing */
  readonly sharing?: Sharing;
  /** Where interrupted operations are remembered. @default a folder in Pulumi's home */
  readonly interruptedOperationsFolder?: string;
}

/** Opens the vault at an address. @throws VaultError, IdentityDomainError `AUTHENTICATION_SETTINGS` */
export type OpenSecretStore = (address: VaultAddress) => Promise<SecretStore>;

/** What the operations of one run share, from Configure on. */
export interface Run {
  readonly domains: Domains;
  /** The resources of stacks, for many reads at once. */
  readonly stackLists: StackLists;
  /** What the domain had before, for many creations at once. */
  readonly lists: RunLists;
  /** Which applications are active, for many deletes at once. */
  readonly activity: StackLists;
  /** Applications that were deactivated to be deleted, and are not deleted yet. */
  readonly interruptedDeletes: InterruptedOperations;
  /** Applications for which a new client secret was requested, and is not stored yet. */
  readonly interruptedRegenerations: InterruptedOperations;
  /** When this run requested new client secrets that end old ones in use, by the application's id; by `clock`. */
  readonly regeneratedAt: Map<string, number>;
  readonly openSecretStore: OpenSecretStore;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** Sends requests to token endpoints. */
  readonly fetch: typeof fetch;
  /** How often a creation is repeated after a lost answer. */
  readonly creations: number;
  /** Waits before a repetition; ends early when Pulumi is cancelled. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly isCancelled: () => boolean;
  /** The day, `YYYY-MM-DD` in UTC. */
  readonly today: () => string;
}

/** Starts a run. */
export function startRun(domains: Domains, options: PluginOptions): Run {
  const { clock = () => performance.now(), signal } = options;
  const interrupted = options.interruptedOperationsFolder ?? interruptedOperationsFolder();
  return {
    domains,
    stackLists: new StackLists(clock),
    lists: new RunLists(),
    activity: new StackLists(clock),
    // The folders' names are those of earlier versions, whose operations are completed too.
    interruptedDeletes: new InterruptedOperations(join(interrupted, "deactivated")),
    interruptedRegenerations: new InterruptedOperations(join(interrupted, "rotating")),
    regeneratedAt: new Map(),
    openSecretStore:
      options.secretStore ??
      ((address) => ociSecretStore({ ...address, authentication: {}, environment: process.env })),
    clock,
    fetch: options.fetch ?? fetch,
    creations: options.creations ?? 3,
    pause: options.pause ?? ((milliseconds) => wait(milliseconds, undefined, signal && { signal }).catch(() => {})),
    isCancelled: () => signal?.aborted === true,
    today: options.today ?? (() => new Date().toISOString().slice(0, 10)),
  };
}
