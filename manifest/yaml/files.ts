import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize, resolve } from "node:path";

/**
 * Where manifests, and the files that they name, are read from. Paths are relative to the project, as messages show
 * them.
 */
export interface Files {
  /** The names of the entries of a folder. @throws NodeJS.ErrnoException */
  readonly list: (folder: string) => readonly string[];
  /** The content of a file. @throws NodeJS.ErrnoException */
  readonly read: (path: string) => Uint8Array;
}

/**
 * The files of a folder on the disk.
 *
 * @param root the project's folder
 */
export function filesIn(root = "."): Files {
  return {
    list: (folder) => readdirSync(resolve(root, folder)),
    read: (path) => readFileSync(resolve(root, path)),
  };
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
      const inFolder = [...held.keys()].filter((path) => dirname(path) === normalize(folder));
      const names = inFolder.map((path) => path.slice(normalize(folder).length + 1));
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
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EISDIR") return "is a folder, but a file is expected.";
  if (code === "ENOENT") return "does not exist.";
  if (code === "EACCES" || code === "EPERM") return "cannot be read: permission denied.";
  return `cannot be read (${code ?? "unknown reason"}).`;
}
