import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type DataFolder, dataFolderAt } from "../data-folder.ts";
import type { ExitCode, Io } from "./io.ts";
import { stopServer } from "./stop.ts";

/** Removes a data folder; a running server of it is stopped first. Any other folder is refused. */
export async function reset(data: string, io: Io): Promise<ExitCode> {
  const folder = dataFolderAt(data);
  if (!existsSync(folder.path)) {
    io.out(`There is no ${folder.path}.`);
    return 0;
  }
  if (!isLocalDomain(folder)) {
    io.error(
      `${folder.path} is not the data folder of a local identity domain: it has no domain.lmdb and admin-key.pem. Nothing was removed.`,
    );
    return 1;
  }
  if ((await stopServer(folder)) === "still running") {
    io.error(`The local identity domain of ${folder.path} did not stop. Nothing was removed.`);
    return 1;
  }
  await rm(folder.path, { recursive: true });
  io.out(`Removed ${folder.path}.`);
  return 0;
}

function isLocalDomain(folder: DataFolder): boolean {
  return existsSync(folder.database) && existsSync(folder.adminKey);
}
