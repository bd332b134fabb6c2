import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { filesOf, ignored, type NewFile } from "./files.ts";
import { isModule, withDependency } from "./package-file.ts";
import { type Forge, pipelinesFor } from "./pipelines.ts";

/** Options of `init`. */
export interface InitOptions {
  /** The repository's folder; it is created. */
  readonly folder: string;
  /** Where its pipelines run. @default none are written */
  readonly pipelines?: Forge | undefined;
  /** The version of this package. */
  readonly version: string;
}

/** What `init` has done: paths in the repository. */
export interface Initialised {
  readonly written: readonly string[];
  /** Files that were there, and that will do. */
  readonly kept: readonly string[];
}

/**
 * Writes a repository that has only manifests: its program, its plugin and its command are those of the npm package. package.json and
 * .gitignore get what they lack. No other file is overwritten.
 *
 * @throws CommandError with all files that are in the way, before anything is written
 */
export function init({ folder, pipelines, version }: InitOptions): Initialised {
  const today = textOf(join(folder, "package.json"));
  const files = [...filesOf(folder, isModule(today)), ...(pipelines === undefined ? [] : pipelinesFor(pipelines))];
  const isThere = ({ path }: NewFile) => existsSync(join(folder, path));
  const inTheWay = files.filter((file) => isThere(file) && file.isOptional !== true);
  if (inTheWay.length > 0)
    throw new CommandError(
      [
        ...inTheWay.map(({ path }) => `${quote(join(folder, path))} already exists.`),
        "Nothing was written: move these files away, or name another folder, and run the command again.",
      ].join("\n"),
    );
  const longer = [
    { path: "package.json", text: withDependency(today, version) },
    { path: ".gitignore", text: withIgnored(textOf(join(folder, ".gitignore"))) },
  ].filter(({ path, text }) => text !== textOf(join(folder, path)));
  const fresh = files.filter((file) => !isThere(file));
  writeAll(folder, fresh);
  for (const { path, text } of longer) writeFileSync(join(folder, path), text);
  const pathsOf = (some: readonly { readonly path: string }[]) => some.map(({ path }) => path);
  return { written: pathsOf([...longer, ...fresh]), kept: pathsOf(files.filter((file) => !fresh.includes(file))) };
}

/** Writes all files or, if one cannot be written, none. */
function writeAll(folder: string, files: readonly NewFile[]): void {
  const written: string[] = [];
  try {
    for (const { path, text, isProgram } of files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: "wx" });
      written.push(file);
      if (isProgram) chmodSync(file, 0o755);
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    throw error;
  }
}

function withIgnored(text = ""): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ""));
  const missing = ignored.filter((line) => !lines.includes(line.replace(/\/$/, "")));
  return [text.replace(/(?<!\n)$/, text === "" ? "" : "\n"), ...missing.map((line) => `${line}\n`)].join("");
}

function textOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  if (!statSync(file).isFile())
    throw new CommandError(`${quote(file)} is no file: move it away, and run the command again.`);
  return readFileSync(file, "utf8");
}
