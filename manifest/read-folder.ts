import type { Files } from "./yaml/files.ts";
import { ManifestError, type Problem } from "./yaml/problem.ts";

const extension = /\.ya?ml$/i;

/**
 * The YAML files of a folder and its sub-folders, as sorted paths relative to the folder. Files and folders whose name begins with
 * a dot are not among them.
 *
 * @throws ManifestError if the folder cannot be read
 */
export function yamlFilesIn(folder: string, files: Files): string[] {
  try {
    return files
      .list(folder)
      .filter((file) => extension.test(file) && !/(^|\/)\./.test(file))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    throw new ManifestError([
      problemOfFolder(folder, missing ? "is not a folder: create it, or name another." : `cannot be read (${code}).`),
    ]);
  }
}

/** A file's name without its extension. */
export function stemOf(file: string): string {
  return file.replace(extension, "");
}

/** A problem with the folder itself. */
export function problemOfFolder(folder: string, message: string): Problem {
  return { file: folder, line: 0, column: 0, path: "", message };
}
