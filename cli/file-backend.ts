import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

/** The folders of one stack in Pulumi's file backend. */
export interface StackFiles {
  /** Holds the state, `<stack>.json`, the state before it, `<stack>.json.bak`, and what describes them, `*.attrs`. */
  readonly stateFolder: string;
  readonly lockFolder: string;
}

/** Where a file backend keeps a stack; undefined if the URL is not one of a file backend. */
export function stackFiles(backendUrl: string, project: string, stack: string): StackFiles | undefined {
  if (!backendUrl.startsWith("file://")) return undefined;
  const root = resolve(backendUrl.slice("file://".length).replace(/[?].*$/, "").replace(/^~(?=\/|$)/, homedir()));
  return {
    stateFolder: join(root, ".pulumi", "stacks", project),
    lockFolder: join(root, ".pulumi", "locks", "organization", project, stack),
  };
}

/**
 * Mends what a Pulumi that was killed while it wrote left half-written: removes descriptions of files that cannot be
 * read, which nobody needs, and puts the state before the last step back if the state itself cannot be read.
 *
 * @returns what was done, a sentence each
 */
export function mendState({ stateFolder, lockFolder }: StackFiles, stack: string): string[] {
  const done: string[] = [];
  const descriptions = [
    ...[`${stack}.json.attrs`, `${stack}.json.bak.attrs`].map((file) => join(stateFolder, file)),
    ...filesIn(lockFolder)
      .filter((file) => file.endsWith(".attrs"))
      .map((file) => join(lockFolder, file)),
  ];
  for (const file of descriptions.filter((one) => existsSync(one) && !isJson(one))) {
    rmSync(file);
    done.push(`Removed ${basename(file)}, which was written by half.`);
  }
  const state = join(stateFolder, `${stack}.json`);
  const before = `${state}.bak`;
  if (!isJson(state) && isJson(before)) {
    copyFileSync(before, state);
    done.push(`The state was written by half: put the one before the last step back (${stack}.json.bak).`);
  }
  return done;
}

/** The names of the files in a folder; none if there is no such folder. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
