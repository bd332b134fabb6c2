import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CommandError } from "../../errors/command-error.ts";
import { refuseCommittable } from "./committable.ts";

/** A file that only its owner may read. */
const ownerOnly = 0o600;

/**
 * Replaces a file in one step: a reader sees the whole old text or the whole new one, and nobody but the owner can read
 * either. Folders that are missing are created, for the owner alone.
 *
 * @param isOurs whether the present text may be overwritten
 * @returns whether the text changed
 * @throws CommandError if it is no regular file, is not ours, cannot be written, or git would commit it
 */
export function replaceFile(path: string, text: string, isOurs: (present: string) => boolean): boolean {
  const file = realPath(resolve(path));
  refuseCommittable(path, file);
  const present = lookAt(file);
  if (present && !present.isFile()) throw refused(path, "is not a regular file");
  try {
    if (present) {
      const old = readFileSync(file, "utf8");
      if (old === text) {
        if ((present.mode & 0o077) !== 0) chmodSync(file, ownerOnly);
        return false;
      }
      if (!isOurs(old)) {
        throw refused(path, "exists, and is not a file that `idcs-apps deliver` wrote for this client");
      }
    }
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replace(file, text);
    return true;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}): nothing changed.`);
  }
}

/** The path behind links of its folders; folders that do not exist yet stay as they are. */
function realPath(path: string): string {
  const folder = dirname(path);
  if (folder === path) return path;
  try {
    return join(realpathSync(folder), basename(path));
  } catch {
    return join(realPath(folder), basename(path));
  }
}

function lookAt(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function replace(file: string, text: string): void {
  // The same ending: what ignores the file ignores this one too.
  const unfinished = join(dirname(file), `.${randomBytes(6).toString("hex")}.${basename(file)}`);
  try {
    const descriptor = openSync(unfinished, "wx", ownerOnly);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function refused(path: string, why: string): CommandError {
  return new CommandError(`${path} ${why}: it was not overwritten. Name another file, or move this one away.`);
}
