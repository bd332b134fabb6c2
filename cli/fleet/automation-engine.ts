import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { EngineEvent, GlobalOpts, LocalWorkspace, Stack, StackSummary } from "@pulumi/pulumi/automation/index.js";
import PQueue from "p-queue";
import { stringify } from "yaml";
import { CommandError } from "../errors/command-error.ts";
import { stackConfiguration } from "../project/stack-configuration.ts";
import { absoluteBackend } from "../pulumi/backend-url.ts";
import { createStack, removeEmptyStack } from "../pulumi/pulumi.ts";
import {
  clientIdsIn,
  type StoredStack,
  type StoredUpdate,
  storedStacks,
  storedUpdate,
} from "../pulumi/stored-stacks.ts";
import type { EngineOperation, EngineResult, EngineRun, FleetEngine } from "./engine.ts";
import { EventRecord } from "./event-record.ts";
import { masked } from "./masked.ts";

/** What the engine of a fleet needs. */
export interface AutomationOptions {
  /** The project's folder. Nothing is written there. */
  readonly folder: string;
  /** The name of the Pulumi project. */
  readonly project: string;
  /** The environment of Pulumi's processes. */
  readonly environment: NodeJS.ProcessEnv;
  /** Starts the plugin that all stacks share, and returns what engines need to use it; called once, before the first run. */
  readonly sharePlugin: () => Promise<Readonly<Record<string, string>>>;
  /**
   * Whether a cancelled run gets the signal from this process. A terminal sends it to all processes itself, and a second one would end
   * them in the middle of a request.
   */
  readonly forwardsSignal: boolean;
}

/** An engine, and the end of what it keeps outside of the project. */
export interface AutomationEngine extends FleetEngine {
  readonly close: () => void;
  /** Writes the configuration of a stack to a file outside of the project, and returns its path. */
  readonly configure: (stack: string) => string;
}

/**
 * The Pulumi engine by its Automation API. The program is the project itself and runs in processes of its own. Stacks get their
 * configuration from files outside of the project, which only this user can read and which are removed at the end; no stack is selected.
 *
 * @throws CommandError if there is no Pulumi CLI, or no backend
 */
export async function automationEngine(options: AutomationOptions): Promise<AutomationEngine> {
  const { folder, project, environment, forwardsSignal, sharePlugin } = options;
  const { LocalWorkspace, Stack } = await import("@pulumi/pulumi/automation/index.js");
  const outside = mkdtempSync(join(tmpdir(), "idcs-apps-fleet-"));
  const remove = () => rmSync(outside, { recursive: true, force: true });
  // A second signal ends the process without an end of its work.
  process.once("exit", remove);
  const close = () => {
    process.removeListener("exit", remove);
    remove();
  };
  try {
    const workspace = await LocalWorkspace.create({ workDir: resolve(folder), envVars: variablesIn(environment) });
    const backend = absoluteBackend((await workspace.whoAmI()).url ?? "", folder);
    // The folder in which stacks are created: Pulumi writes the configuration of a new stack next to Pulumi.yaml.
    const birthplace = join(outside, "workspace");
    mkdirSync(birthplace);
    writeFileSync(join(birthplace, "Pulumi.yaml"), stringify({ name: project, runtime: "nodejs" }));
    const forNewStacks = { ...environment, PULUMI_BACKEND_URL: backend };
    const configured = (stack: string) => {
      const { config, others } = stackConfiguration(folder, stack);
      const file = join(birthplace, `Pulumi.${stack}.yaml`);
      // In quotes: Pulumi takes a day without them for a moment.
      const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;
      writeFileSync(file, stringify({ ...others, config }, quoted), { mode: 0o600 });
      const { secretsprovider: provider } = others;
      return { file, secretsProvider: typeof provider === "string" ? provider : undefined };
    };
    // Each command names its stack. Outputs are not read: they have the client secrets.
    Object.assign(workspace, {
      selectStack: () => Promise.resolve(),
      stackOutputs: () => Promise.resolve({}),
    } satisfies Partial<LocalWorkspace>);
    let plugin: ReturnType<typeof sharePlugin> | undefined;
    return {
      version: workspace.pulumiVersion,
      close,
      configure: (stack) => configured(stack).file,
      stored: (name) => storedIn(workspace, backend, project, name),
      clientIds: async (name) => clientIdsIn(await outputsOf(workspace, name)),
      run: async (operation, name, run) => {
        const record = new EventRecord(operation === "preview", (text) => masked(text, environment));
        const isForPreview = operation === "preview" && !run.exists;
        let isCreated = false;
        try {
          const { file, secretsProvider } = configured(name);
          if (!run.exists) isCreated = await createStack(name, birthplace, secretsProvider, forNewStacks);
          plugin ??= sharePlugin();
          Object.assign(workspace.envVars, await plugin);
          const stack = await Stack.select(name, workspace);
          await operate(stack, operation, run, { configFile: file, record, forwardsSignal });
          return record.result();
        } catch (error) {
          return failed(record, error);
        } finally {
          // Another run may use a stack that this one did not create.
          if (isForPreview && isCreated) await removeEmptyStack(name, birthplace, forNewStacks);
        }
      },
    };
  } catch (error) {
    close();
    throw error instanceof CommandError ? error : new CommandError(reasonIn(error));
  }
}

interface Operating {
  readonly configFile: string;
  readonly record: EventRecord;
  readonly forwardsSignal: boolean;
}

async function operate(
  stack: Stack,
  operation: EngineOperation,
  { refresh, agent, signal }: EngineRun,
  { configFile, record, forwardsSignal }: Operating,
): Promise<void> {
  const cancelling = new AbortController();
  const cancel = () => {
    if (forwardsSignal) cancelling.abort();
  };
  signal.addEventListener("abort", cancel, { once: true });
  const shared = {
    configFile,
    color: "never",
    suppressOutputs: true,
    suppressProgress: true,
    onEvent: (event: EngineEvent) => record.add(event),
    onOutput: (text: string) => record.print(text),
    onError: (text: string) => record.print(text),
    signal: cancelling.signal,
    ...(agent !== undefined && { userAgent: agent }),
  } satisfies GlobalOpts & Record<string, unknown>;
  try {
    if (operation === "up") await stack.up({ ...shared, refresh: refresh ?? false, showSecrets: false });
    else if (operation === "preview") await stack.preview({ ...shared, refresh: refresh ?? false });
    else if (operation === "refresh") await stack.refresh({ ...shared, showSecrets: false });
    else await stack.destroy({ ...shared, showSecrets: false });
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

async function outputsOf(workspace: LocalWorkspace, name: string): Promise<unknown> {
  const { stackOutputs } = Object.getPrototypeOf(workspace) as LocalWorkspace;
  return (await stackOutputs.call(workspace, name)).clients?.value;
}

async function storedIn(
  workspace: LocalWorkspace,
  backend: string,
  project: string,
  environment: string,
): Promise<readonly StoredStack[]> {
  const isOfEnvironment = ({ name }: { readonly name: string }) =>
    name === environment || name.startsWith(`${environment}.`);
  const inFolder = storedStacks(backend, project);
  if (inFolder !== undefined) return inFolder.filter(isOfEnvironment);
  const { Stack } = await import("@pulumi/pulumi/automation/index.js");
  const found = (await workspace.listStacks()).filter(isOfEnvironment);
  const queue = new PQueue({ concurrency: requestsAtOnce });
  return queue.addAll(
    found.map((summary) => async () => {
      const stack = await Stack.select(summary.name, workspace);
      return storedElsewhere(summary, (await stack.history(mostUpdates, 1, false)).map(storedUpdate));
    }),
  );
}

/** How many stacks of another backend than a folder are read at once, and how many updates of each. */
const [requestsAtOnce, mostUpdates] = [8, 5];

/** Seconds by which a backend may note the time of a state later than that of its update. */
const slack = 2;

/** A stack of a backend that only Pulumi can read. */
function storedElsewhere(
  { name, resourceCount = 0, lastUpdate, updateInProgress = false }: StackSummary,
  updates: readonly StoredUpdate[],
): StoredStack {
  const saved = lastUpdate === undefined ? 0 : Date.parse(lastUpdate) / 1000;
  const ended = updates[0]?.endTime;
  return {
    name,
    // Without the stack itself, which counts as a resource.
    resources: Math.max(0, resourceCount - 1),
    pending: 0,
    isLocked: updateInProgress,
    updates,
    isChangedSince: ended !== undefined && saved > ended + slack,
  };
}

/** The environment's variables that have a value. */
function variablesIn(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(given) as Record<string, string>;
}

function failed(record: EventRecord, error: unknown): EngineResult {
  return { ...record.result(), failure: record.failure(reasonIn(error)) };
}

/** What an error of the Automation API says, without the parts of the command's output. */
function reasonIn(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
