import { dataFolderAt } from "../data-folder.ts";
import type { ExitCode, Io } from "./io.ts";
import { runningDomain } from "./running-domain.ts";

/** Reports whether a data folder is served, and where. Exit code 1 if it is not. */
export async function showStatus(data: string, io: Io): Promise<ExitCode> {
  const folder = dataFolderAt(data);
  const status = await runningDomain(folder);
  if (status === undefined) {
    io.out(`No local identity domain serves ${folder.path}.`);
    return 1;
  }
  const { url, dataFolder, pid, startedAt, domainType } = status;
  const type = domainType === "none" ? "" : `, type ${domainType}`;
  io.out(`Local identity domain at ${url}, data in ${dataFolder}, process ${pid}, since ${startedAt}${type}`);
  return 0;
}
