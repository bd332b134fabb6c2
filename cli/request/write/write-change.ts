import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "./change.ts";

/**
 * Writes a change: all of it or, if anything fails, nothing. The certificate is written first; the manifest then
 * appears complete, by renaming.
 */
export function writeChange(teams: string, { file, text, certificate }: Change): void {
  mkdirSync(teams, { recursive: true });
  const manifest = join(teams, file);
  const draft = join(teams, `.${file}.${process.pid}`);
  const copy = certificate?.copyOf === undefined ? undefined : join(teams, certificate.file);
  const isNewCopy = copy !== undefined && !existsSync(copy);
  try {
    writeFileSync(draft, text, { flag: "wx", ...(existsSync(manifest) && { mode: statSync(manifest).mode }) });
    if (isNewCopy) copyFileSync(certificate?.copyOf ?? "", copy);
    renameSync(draft, manifest);
  } catch (error) {
    rmSync(draft, { force: true });
    if (isNewCopy) rmSync(copy, { force: true });
    throw error;
  }
}
