import { resolve } from "node:path";
import { stackSettings } from "../project/stack-settings.ts";
import { environmentFor, runPulumiQuietly } from "../pulumi/pulumi.ts";
import { type SharedPlugin, startSharedPlugin } from "../pulumi/shared-plugin.ts";
import { recover } from "../recover.ts";
import { type AutomationEngine, automationEngine } from "./automation-engine.ts";
import type { FleetWorld } from "./fleet-world.ts";

/** Options of `withEngine`. */
export interface WithEngineOptions {
  /** The project's folder: the working directory of this process. */
  readonly folder: string;
  readonly environment: string;
  /** As for `automationEngine`. */
  readonly forwardsSignal: boolean;
  readonly say: (line: string) => void;
}

/** What a run of the fleet gets. */
export interface WithEngine extends Pick<FleetWorld, "variables" | "recover"> {
  readonly engine: AutomationEngine;
}

/**
 * Does some work with the Pulumi engine, and then ends the plugin that the stacks shared and removes what was kept outside of the
 * project.
 */
export async function withEngine<T>(options: WithEngineOptions, work: (world: WithEngine) => Promise<T>): Promise<T> {
  const { folder, environment, forwardsSignal, say } = options;
  const variables = environmentFor(environment);
  let plugin: SharedPlugin | undefined;
  const engine = await automationEngine({
    folder,
    project: stackSettings(folder, environment).project,
    environment: variables,
    forwardsSignal,
    sharePlugin: async () => {
      plugin = await startSharedPlugin({ folder: resolve(folder), env: variables, say });
      return plugin.env;
    },
  });
  try {
    return await work({
      engine,
      variables,
      recover: (stack) =>
        recover({
          stack,
          yes: true,
          print: (line) => say(`${stack}: ${line}`),
          confirm: undefined,
          configFile: engine.configure(stack),
          run: runPulumiQuietly,
        }),
    });
  } finally {
    await plugin?.stop();
    engine.close();
  }
}
