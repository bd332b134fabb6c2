import { join } from "node:path";
import { type TeamAsWritten, teamAsWritten } from "./between-files/as-written.ts";
import { changedApplications } from "./between-files/changed-applications.ts";
import { yamlFilesIn } from "./read-folder.ts";
import { type Files, filesAround } from "./yaml/files.ts";
import { attempt, inFileOrder, type Problem } from "./yaml/problem.ts";
import { readYaml } from "./yaml/yaml-file.ts";

/** Options of `changesSince`. */
export interface ChangeOptions {
  /** What the earlier version is called in messages. @example "HEAD" */
  readonly name: string;
  /** The files of the earlier version. */
  readonly earlier: Files;
  /** The files as they are now. @default the disk, relative to the working directory */
  readonly files?: Files;
  /** The names of the environments. */
  readonly environments: readonly string[];
  /** Those of them that delete only what is retired. @default none */
  readonly afterRetirement?: readonly string[];
}

/**
 * What the manifests of a folder lose against an earlier version of them, or change without effect; in file order. Files that are
 * the same in both are not parsed again. A file of the earlier version that cannot be read is passed over.
 */
export function changesSince(
  folder: string,
  { name, earlier, files = filesAround(folder), environments, afterRetirement = [] }: ChangeOptions,
): Problem[] {
  const before = namesIn(folder, earlier);
  const after = namesIn(folder, files);
  const isUnchanged = (path: string): boolean => isSameContent(contentOf(path, earlier), contentOf(path, files));
  const unchanged = new Set(before.filter((path) => after.includes(path)).filter(isUnchanged));
  if (unchanged.size === before.length) return [];
  const now = after.map((path) => ({ path, team: teamIn(path, files) }));
  return inFileOrder(
    changedApplications({
      earlier: name,
      before: [
        ...before.filter((path) => !unchanged.has(path)).flatMap((path) => teamIn(path, earlier) ?? []),
        ...now.filter(({ path }) => unchanged.has(path)).flatMap(({ team }) => team ?? []),
      ],
      after: now.flatMap(({ team }) => team ?? []),
      environments,
      afterRetirement,
    }),
  );
}

function namesIn(folder: string, files: Files): string[] {
  return (attempt([], () => yamlFilesIn(folder, files)) ?? []).map((file) => join(folder, file));
}

function teamIn(path: string, files: Files): TeamAsWritten | undefined {
  const { source, value } = readYaml(path, files);
  return value === undefined ? undefined : teamAsWritten(source, value);
}

function contentOf(path: string, files: Files): Buffer | undefined {
  try {
    return Buffer.from(files.read(path));
  } catch {
    return undefined;
  }
}

function isSameContent(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one !== undefined && other !== undefined && one.equals(other);
}
