import { type DataFolder, dataFolderAt } from "../data-folder.ts";
import { holderOf, isCertain } from "../running-record.ts";
import type { ExitCode, Io } from "./io.ts";
import { runningDomain } from "./running-domain.ts";

const patience = 5000;
const pause = 50;

/** Stops the server of a data folder. Success if none runs. */
export async function stop(data: string, io: Io): Promise<ExitCode> {
  const folder = dataFolderAt(data);
  const stopped = await stopServer(folder);
  if (stopped === "not running") {
    io.out(`No local identity domain serves ${folder.path}.`);
    return 0;
  }
  if (stopped === "stopped") {
    io.out(`Stopped the local identity domain of ${folder.path}.`);
    return 0;
  }
  const pid = (await holderOf(folder.running))?.pid;
  io.error(`The local identity domain of ${folder.path} did not stop. End process ${pid} yourself.`);
  return 1;
}

/**
 * Ends the process that holds the folder, and waits until it is gone. One that does not answer is ended only if it is
 * certainly the process that took the folder; one that does not end by itself, by force: what it acknowledged is stored.
 */
export async function stopServer(folder: DataFolder): Promise<"stopped" | "not running" | "still running"> {
  const holder = await holderOf(folder.running);
  if (holder === undefined) return "not running";
  const certain = await isCertain(holder);
  if (!certain && (await runningDomain(folder)) === undefined) return "still running";
  process.kill(holder.pid, "SIGTERM");
  if (await isGone(folder)) return "stopped";
  if (!certain) return "still running";
  process.kill(holder.pid, "SIGKILL");
  return (await isGone(folder)) ? "stopped" : "still running";
}

/** Waits until no process holds the folder. */
async function isGone(folder: DataFolder): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if ((await holderOf(folder.running)) === undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}
