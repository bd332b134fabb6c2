import { type DataFolder, dataFolderAt } from "../data-folder.ts";
import type { ExitCode, Io } from "./io.ts";
import { runningDomain, statusAt } from "./running-domain.ts";

const patience = 5000;
const pause = 50;

/** Stops the server of a data folder, after it has identified itself as one. Success if none runs. */
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
  io.error(`The local identity domain of ${folder.path} did not stop within ${patience / 1000} seconds.`);
  return 1;
}

/** Signals the process and waits until its URL no longer answers. */
export async function stopServer(folder: DataFolder): Promise<"stopped" | "not running" | "still running"> {
  const status = await runningDomain(folder);
  if (status === undefined) return "not running";
  process.kill(status.pid, "SIGTERM");
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if ((await statusAt(status.url)) === undefined && !isAlive(status.pid)) return "stopped";
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return "still running";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
