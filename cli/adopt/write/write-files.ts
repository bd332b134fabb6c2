import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { quote } from "../../../wording/quote.ts";
import { CommandError } from "../../errors/command-error.ts";
import type { WouldBe } from "./would-be.ts";

/**
 * Writes a manifest and the files that it names: all of them or, if anything fails, none. The manifest comes last, complete,
 * by renaming.
 *
 * @throws CommandError if a new file exists with another content
 */
export function writeFiles(project: string, would: WouldBe): void {
  const { text } = would;
  const file = join(project, would.file);
  const others = would.others.map((one) => ({ ...one, file: join(project, one.file) }));
  if (would.isNew && existsSync(file)) throw alreadyThere(file);
  const fresh = others.filter((one) => !isThere(one.file, one.text));
  const draft = join(dirname(file), `.adopt.${process.pid}`);
  const written: string[] = [];
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, text, { flag: "wx", ...(existsSync(file) && { mode: statSync(file).mode }) });
    for (const other of fresh) {
      mkdirSync(dirname(other.file), { recursive: true });
      writeFileSync(other.file, other.text, { flag: "wx" });
      written.push(other.file);
    }
    renameSync(draft, file);
  } catch (error) {
    for (const path of [draft, ...written]) rmSync(path, { force: true });
    throw error;
  }
}

/** Whether a file is there with that content. */
function isThere(file: string, text: string): boolean {
  if (!existsSync(file)) return false;
  if (readFileSync(file, "utf8") === text) return true;
  throw alreadyThere(file);
}

function alreadyThere(file: string): CommandError {
  return new CommandError(
    `${quote(file)} already exists with another content: move it away, and run the command again.`,
  );
}
