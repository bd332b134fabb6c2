import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { ManifestError } from "../../manifest/yaml/problem.ts";

/** A folder with these files, for the length of a test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The folder of a case: its own, or a folder with its only file, `<name>.yaml`, for the length of a test. */
export function folderOfCase(cases: string, name: string): string {
  const folder = join(cases, name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  return folderWith({ [`${name}.yaml`]: readFileSync(`${folder}.yaml`) });
}

/** The message of the ManifestError that a call throws, with `folder` as `as`. */
export function messageOf(call: () => unknown, folder = "", as = "teams"): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ManifestError) return folder === "" ? error.message : error.message.replaceAll(folder, as);
    throw error;
  }
  throw new Error("nothing was refused");
}
