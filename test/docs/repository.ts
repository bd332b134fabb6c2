import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repository's own folder. */
export const root = resolve(import.meta.dirname, "..", "..");

const notText = /\.(png|ico)$|(^|\/)package-lock\.json$|\/recordings\//;

/** The text files of the repository, those of a change that is not committed yet among them, as paths from its folder. */
export const textFiles: readonly string[] = execFileSync(
  "git",
  ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
  { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
)
  .split("\0")
  .filter(
    (file) => file !== "" && !notText.test(file) && statSync(join(root, file), { throwIfNoEntry: false })?.isFile(),
  );

/** The Markdown files among them. */
export const pages: readonly string[] = textFiles.filter((file) => file.endsWith(".md"));
