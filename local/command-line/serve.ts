import { once } from "node:events";
import { dataFolderAt } from "../data-folder.ts";
import { type RunningLocalDomain, startLocalDomain } from "../server.ts";
import type { LocalDomainSettings } from "../settings.ts";
import type { ExitCode, Io } from "./io.ts";
import { forgetRunning, noteRunning, runningDomain, statusAt } from "./running-domain.ts";

/** What `serve` is told. */
export interface ServeOptions {
  readonly port: number;
  readonly data: string;
  readonly settings: LocalDomainSettings;
  /** Ends the server. */
  readonly stop: AbortSignal;
}

/** Serves a data folder until it is stopped. Two processes never serve the same folder. */
export async function serve({ port, data, settings, stop }: ServeOptions, io: Io): Promise<ExitCode> {
  const folder = dataFolderAt(data);
  const other = await runningDomain(folder);
  if (other !== undefined) {
    io.error(`${folder.path} is served already, at ${other.url} (process ${other.pid}). Use it, or stop it first.`);
    return 1;
  }
  let domain: RunningLocalDomain;
  try {
    domain = await startLocalDomain({ ...settings, port, dataFolder: folder.path });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    io.error(await portTaken(port));
    return 1;
  }
  await noteRunning(folder, domain.url);
  io.out(`Local identity domain at ${domain.url}, data in ${folder.path}`);
  if (!stop.aborted) await once(stop, "abort");
  await domain.close();
  await forgetRunning(folder);
  return 0;
}

async function portTaken(port: number): Promise<string> {
  const other = await statusAt(`http://127.0.0.1:${port}`);
  if (other === undefined) {
    return `Port ${port} is taken by something that is not a local identity domain. Choose another with --port.`;
  }
  return `Port ${port} is taken by the local identity domain of ${other.dataFolder} (process ${other.pid}). Use it, stop it with \`npm run local-domain -- stop --data ${other.dataFolder}\`, or choose another port with --port.`;
}
