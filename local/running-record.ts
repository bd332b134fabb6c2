import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";

/** Which process serves a data folder, and where: what `running.json` holds. */
export interface RunningRecord {
  readonly pid: number;
  /** When the process started, as the operating system counts; absent where it does not say. */
  readonly started?: string | undefined;
  /** Where it listens; absent while it starts. */
  readonly url?: string | undefined;
}

const shape = z.object({
  pid: z.int().positive(),
  started: z.string().optional(),
  url: z.string().optional(),
});

/** Thrown for a data folder that another process, or another domain of this process, serves. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
  readonly holder: RunningRecord;

  constructor(holder: RunningRecord) {
    super(`The data folder is in use by process ${holder.pid}.`);
    this.holder = holder;
  }
}

/** The record of the process that holds a data folder: it lives, whether it answers or not. */
export async function holderOf(path: string): Promise<RunningRecord | undefined> {
  const record = await readRecord(path);
  return record !== undefined && (await lives(record)) ? record : undefined;
}

/** Takes a data folder for this process: of several that try at once, one succeeds. @throws FolderInUse */
export async function takeFolder(path: string): Promise<void> {
  const own = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(own, await ownRecord(undefined), { mode: 0o600 });
  try {
    // A link appears with its content, or not at all.
    while (!(await isLinked(own, path))) await removeDead(path, `${own}.dead`);
  } finally {
    await rm(own, { force: true });
  }
}

/** Adds to the record of this process where it listens. */
export async function noteAddress(path: string, url: string): Promise<void> {
  const next = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(next, await ownRecord(url), { mode: 0o600 });
  await rename(next, path);
}

/** Gives the folder up. */
export async function leaveFolder(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Whether the process is certainly the one of the record: only then may it be ended without having answered. */
export async function isCertain({ pid, started }: RunningRecord): Promise<boolean> {
  return started !== undefined && (await startOf(pid)) === started;
}

async function readRecord(path: string): Promise<RunningRecord | undefined> {
  try {
    return shape.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

async function ownRecord(url: string | undefined): Promise<string> {
  return `${JSON.stringify({ pid: process.pid, started: await startOf(process.pid), url })}\n`;
}

async function isLinked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the record of a process that has ended. @throws FolderInUse for one that lives */
async function removeDead(path: string, aside: string): Promise<void> {
  const before = await readRecord(path);
  if (before !== undefined && (await lives(before))) throw new FolderInUse(before);
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Another process may have replaced the record in the meantime: then its own goes back.
  const taken = await readRecord(aside);
  if (taken !== undefined && (await lives(taken))) await isLinked(aside, path);
  await rm(aside);
}

async function lives({ pid, started }: RunningRecord): Promise<boolean> {
  if ((await startOf(process.pid)) === undefined) return isThere(pid);
  return started !== undefined && (await startOf(pid)) === started;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process started, in the clock ticks of `/proc`; `undefined` if it has ended, or the system has no `/proc`. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field, the name, may hold anything; state is the third field and the start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
