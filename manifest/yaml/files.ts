import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, relative, resolve } from "node:path";

/** Where manifests, and the files that they name, are read from. Paths are relative to the project, as messages show them. */
export interface Files {
  /**
   * The paths of what a folder and its sub-folders contain, relative to the folder; a link to a folder is not followed.
   * @throws NodeJS.ErrnoException
   */
  readonly list: (folder: string) => readonly string[];
  /** The content of a file. @throws NodeJS.ErrnoException, or one of `refusals` as its code */
  readonly read: (path: string) => Uint8Array;
}

/** The largest file that is read: 1 MiB. */
const largest = 1_048_576;

const refusals = {
  OUTSIDE: "is not in the project, or a link that leads out of it: put the file itself there.",
  NO_FILE: "is not a regular file.",
  TOO_LARGE: "is larger than 1 MiB, the limit for a file.",
} as const;

/**
 * The files of a folder on the disk. Manifests may come from a pull request: only regular files of up to 1 MiB are read, and
 * none outside of the folder, neither by their path nor by a link.
 *
 * @param root the project's folder
 */
export function filesIn(root = "."): Files {
  return {
    list: (folder) => pathsIn(resolve(root, folder)),
    read: (path) => {
      const full = resolve(root, path);
      if (!isInside(resolve(root), full) || !isInside(realpathSync(root), realpathSync(full))) throw refused("OUTSIDE");
      return readRegularFile(full);
    },
  };
}

/** The files around a path: those of the working directory or, for an absolute path, of the folder that it is in. */
export function filesAround(path: string): Files {
  return filesIn(isAbsolute(path) ? dirname(path) : ".");
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== ".." && !inside.startsWith("../") && !isAbsolute(inside);
}

// Node's `recursive` would follow links, in circles too.
function pathsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => [
    entry.name,
    ...(entry.isDirectory() ? pathsIn(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : []),
  ]);
}

function readRegularFile(path: string): Uint8Array {
  // A pipe without a writer must not be waited for.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    if (!stat.isFile()) throw refused("NO_FILE");
    const content = Buffer.alloc(Math.min(stat.size, largest) + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < content.length; length += count)
      count = readSync(file, content, length, content.length - length, null);
    if (length > largest) throw refused("TOO_LARGE");
    return content.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function refused(code: keyof typeof refusals): Error {
  return Object.assign(new Error(refusals[code]), { code });
}

/**
 * Files in memory and, for paths that they do not have, the files beneath.
 *
 * @param contents path → content
 * @param beneath by default none
 */
export function filesOf(contents: Readonly<Record<string, string | Uint8Array>>, beneath: Files = nothing): Files {
  const held = new Map(Object.entries(contents).map(([path, content]) => [normalize(path), content]));
  return {
    list: (folder) => {
      const within = `${normalize(folder)}/`;
      const names = [...held.keys()].filter((path) => path.startsWith(within)).map((path) => path.slice(within.length));
      try {
        return [...new Set([...names, ...beneath.list(folder)])];
      } catch (error) {
        if (names.length > 0 && (error as NodeJS.ErrnoException).code === "ENOENT") return names;
        throw error;
      }
    },
    read: (path) => {
      const content = held.get(normalize(path));
      return content === undefined ? beneath.read(path) : Buffer.from(content);
    },
  };
}

const nothing: Files = { list: notThere, read: notThere };

function notThere(path: string): never {
  throw Object.assign(new Error(`${path} does not exist`), { code: "ENOENT" });
}

/** Why a file cannot be read. */
export function unreadable(error: unknown): string {
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  if (code in refusals) return refusals[code as keyof typeof refusals];
  if (code === "EISDIR") return "is a folder, but a file is expected.";
  if (code === "ENOENT") return "does not exist.";
  if (code === "EACCES" || code === "EPERM") return "cannot be read: permission denied.";
  return `cannot be read (${code}).`;
}
