import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { codeFolder } from "../../setup/places.mjs";
import { CommandError } from "../errors/command-error.ts";
import { knowsOwners, ownerOf } from "./connection-owner.ts";

/** How the plugin is started. */
export interface SharedPluginOptions {
  /** The folder of the project, in which Pulumi runs too: relative paths in settings are relative to it. */
  readonly folder: string;
  /** The folder of the plugin. @default this project's plugin */
  readonly plugin?: string;
  /** The environment of the engines. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Shows a line about the plugin. */
  readonly say: (line: string) => void;
  /** Whether a connection may use the plugin. @default those of this process's user may */
  readonly mayConnect?: (connection: Socket) => boolean;
}

/** One plugin process for all engines that get its environment variables. */
export interface SharedPlugin {
  /** What an engine needs in its environment to use the plugin; empty if each engine starts its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the plugin; engines that still use it fail. */
  stop(): Promise<void>;
}

/** How long the plugin has to end when it is stopped, in milliseconds. */
const patience = 5_000;

/** The argument that provider/main.ts knows. */
const sharedArgument = "shared";

/**
 * Starts the plugin once for several engines: they share its start, its connections, the domain's rate of requests, and look-ups.
 *
 * This process listens on 127.0.0.1 and hands the connections of its own user to the plugin. The port stays taken if the plugin
 * ends, so that nobody else can listen there; the plugin is then started again for the next connection. Where the system does
 * not say to whom a connection belongs, and with another plugin (`OCI_PROVIDER_PLUGIN`), nothing is shared.
 *
 * @throws CommandError if the plugin does not start
 */
export async function startSharedPlugin(options: SharedPluginOptions): Promise<SharedPlugin> {
  const { env = process.env, mayConnect = isOwn } = options;
  if (env.OCI_PROVIDER_PLUGIN || (mayConnect === isOwn && !knowsOwners())) return { env: {}, stop: async () => {} };
  let plugin: Promise<ChildProcess> | undefined;
  let isStopped = false;
  // Connections that were handed over, and that the plugin has not confirmed.
  const underWay: Socket[] = [];
  const start = async (): Promise<ChildProcess> => {
    const started = await startPlugin(options, env);
    // Closing this process's end of a connection leaves the plugin's open.
    started.on("message", () => underWay.shift()?.destroy());
    started.once("exit", (code, signal) => {
      plugin = undefined;
      for (const connection of underWay.splice(0)) connection.destroy();
      if (!isStopped) options.say(endedEarly(signal ?? `exit code ${code}`));
    });
    return started;
  };
  const running = (): Promise<ChildProcess> => {
    plugin ??= start();
    return plugin;
  };
  await running();

  const handOver = async (connection: Socket): Promise<void> => {
    try {
      const taker = await running();
      underWay.push(connection);
      taker.send("connection", connection, { keepOpen: true }, () => {});
    } catch (error) {
      plugin = undefined;
      connection.destroy();
      options.say((error as Error).message);
    }
  };
  const server = createServer({ pauseOnConnect: true }, (connection) => {
    connection.on("error", () => {});
    if (mayConnect(connection)) void handOver(connection);
    else connection.destroy();
  });
  return {
    env: { PULUMI_DEBUG_PROVIDERS: `oci:${await listenIn(server)}` },
    async stop() {
      isStopped = true;
      server.close();
      const last = await plugin?.catch(() => undefined);
      if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
      const ended = once(last, "exit");
      const late = setTimeout(() => last.kill("SIGKILL"), patience);
      last.disconnect();
      await ended;
      clearTimeout(late);
    },
  };
}

function endedEarly(how: string): string {
  return `The shared plugin ended (${how}). The stacks that used it fail; it is started again for the next one.`;
}

async function startPlugin(options: SharedPluginOptions, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const { folder, plugin: pluginFolder = join(codeFolder, "provider") } = options;
  const launcher = join(pluginFolder, "pulumi-resource-oci");
  // In a process group of its own: Ctrl-C ends the engines in order, and they need the plugin for it.
  const plugin = spawn(launcher, [sharedArgument], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  plugin.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  const ended = new Promise<never>((_, refuse) => {
    plugin.once("error", (error) => refuse(notStarted(launcher, error.message)));
    plugin.once("exit", () => refuse(notStarted(launcher, said.trim())));
  });
  await Promise.race([once(plugin, "message"), ended]);
  ended.catch(() => {});
  return plugin;
}

function notStarted(launcher: string, reason: string): CommandError {
  return new CommandError(`${launcher}: the plugin did not start${reason && `: ${reason}`}`);
}

async function listenIn(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}

/** Whether a connection belongs to this process's user. */
function isOwn(connection: Socket): boolean {
  return ownerOf(connection) === process.getuid?.();
}
