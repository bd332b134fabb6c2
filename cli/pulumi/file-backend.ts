import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { folderOfBackend } from "./backend-url.ts";

/** The folders of one stack in Pulumi's file backend. */
export interface StackFiles {
  /** Contains the state, `<stack>.json`, the previous state, `<stack>.json.bak`, and their descriptions, `*.attrs`. */
  readonly stateFolder: string;
  readonly lockFolder: string;
  /** Contain earlier states, complete ones among them. */
  readonly earlierFolders: readonly string[];
}

/** Where a file backend stores a stack; undefined if the URL is not that of a file backend. */
export function stackFiles(backendUrl: string, project: string, stack: string): StackFiles | undefined {
  const root = folderOfBackend(backendUrl, ".");
  if (root === undefined) return undefined;
  return {
    stateFolder: join(root, ".pulumi", "stacks", project),
    lockFolder: join(root, ".pulumi", "locks", "organization", project, stack),
    earlierFolders: ["history", "backups"].map((kind) => join(root, ".pulumi", kind, project, stack)),
  };
}

/** What `mendState` did. */
export interface Mended {
  /** One sentence per repair. */
  readonly done: readonly string[];
  /** Whether an earlier state was restored, so that it must be compared with the domain. */
  readonly isEarlier: boolean;
}

/**
 * Repairs files that Pulumi wrote only partly, because it was killed or the disk was full: removes unreadable
 * descriptions of files, which are not needed, and restores the newest complete state if the state itself is
 * unreadable.
 */
export function mendState(files: StackFiles, stack: string): Mended {
  const { stateFolder, lockFolder, earlierFolders } = files;
  const done = removeUnfinished(files, stack);
  const state = join(stateFolder, `${stack}.json`);
  const descriptions = [`${state}.attrs`, `${state}.bak.attrs`, ...pathsIn(lockFolder, /\.attrs$/)];
  for (const file of descriptions.filter((one) => existsSync(one) && !isJson(one))) {
    rmSync(file);
    done.push(`Removed ${basename(file)}, which was only partly written.`);
  }
  if (!existsSync(state) || isJson(state)) return { done, isEarlier: false };
  const kept = earlierFolders.flatMap((folder) => pathsIn(folder, /(\.checkpoint|\d)\.json$/));
  const newestFirst = [`${state}.bak`, ...kept.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)];
  const complete = newestFirst.find((file) => existsSync(file) && isJson(file));
  if (!complete)
    return { done: [...done, "The state was only partly written, and there is no earlier one."], isEarlier: false };
  copyFileSync(complete, state);
  done.push(`The state was only partly written: restored the newest complete one (${basename(complete)}).`);
  return { done, isEarlier: true };
}

/**
 * Removes the files that Pulumi was writing: it writes a state, a lock or an entry of the history as
 * `<file>.<hexadecimal>.tmp`, and renames it when it is complete.
 *
 * @returns a sentence for each
 */
function removeUnfinished({ stateFolder, lockFolder, earlierFolders }: StackFiles, stack: string): string[] {
  const files = [
    // The states of all stacks of the project are in one folder.
    ...pathsIn(stateFolder, unfinished).filter((file) => basename(file).startsWith(`${stack}.json.`)),
    ...[lockFolder, ...earlierFolders].flatMap((folder) => pathsIn(folder, unfinished)),
  ];
  for (const file of files) rmSync(file);
  return files.map((file) => `Removed ${basename(file)}, which was only partly written.`);
}

const unfinished = /\.[0-9a-f]+\.tmp$/;

/** The names of the files in a folder; none if the folder does not exist. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function pathsIn(folder: string, name: RegExp): string[] {
  return filesIn(folder)
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
