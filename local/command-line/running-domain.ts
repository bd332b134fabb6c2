import { readFile, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { LocalStatus } from "../control/status.ts";
import type { DataFolder } from "../data-folder.ts";
import { domainTypes } from "../settings.ts";

const answerTime = 2000;

const statusShape = z.object({
  product: z.literal("idcs-apps local identity domain"),
  pid: z.number().int().positive(),
  dataFolder: z.string(),
  url: z.string(),
  startedAt: z.string(),
  domainType: z.enum(["none", ...domainTypes]),
});
const runningShape = z.object({ url: z.string() });

/** The status of the local domain at a URL; `undefined` if nothing, or something else, answers there. */
export async function statusAt(url: string): Promise<LocalStatus | undefined> {
  try {
    const response = await fetch(`${url}/local/status`, { signal: AbortSignal.timeout(answerTime) });
    return statusShape.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}

/** The status of the process that serves a data folder now; `undefined` if none does. */
export async function runningDomain(folder: DataFolder): Promise<LocalStatus | undefined> {
  try {
    const { url } = runningShape.parse(JSON.parse(await readFile(folder.running, "utf8")));
    const status = await statusAt(url);
    return status?.dataFolder === folder.path ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Records in the data folder where it is served. */
export async function noteRunning(folder: DataFolder, url: string): Promise<void> {
  await writeFile(folder.running, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
}

/** Removes that record. */
export async function forgetRunning(folder: DataFolder): Promise<void> {
  await rm(folder.running, { force: true });
}
