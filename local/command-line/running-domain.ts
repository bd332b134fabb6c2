import { z } from "zod";
import type { LocalStatus } from "../control/status.ts";
import type { DataFolder } from "../data-folder.ts";
import { holderOf } from "../running-record.ts";
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

/** The status of the local domain at a URL; `undefined` if nothing, or something else, answers there. */
export async function statusAt(url: string): Promise<LocalStatus | undefined> {
  try {
    const response = await fetch(`${url}/local/status`, { signal: AbortSignal.timeout(answerTime) });
    return statusShape.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}

/** The status of the process that serves a data folder now; `undefined` if none answers. */
export async function runningDomain(folder: DataFolder): Promise<LocalStatus | undefined> {
  const url = (await holderOf(folder.running))?.url;
  const status = url === undefined ? undefined : await statusAt(url);
  return status?.dataFolder === folder.path ? status : undefined;
}
