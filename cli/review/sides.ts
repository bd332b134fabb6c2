import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import { type ReadTeams, readTeams } from "../../manifest/load-teams.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";
import { originOf } from "../../manifest/yaml/origin.ts";
import { attempt, type Finding, type Problem } from "../../manifest/yaml/problem.ts";
import type { Day } from "../../wording/days.ts";
import { about } from "./remarks.ts";

interface Reading {
  readonly environments: readonly (Environment | string)[];
  readonly services: Services;
  readonly today: Day;
}

/** What the files of a side contain, and which files besides the manifests each of these names. */
interface ReadFiles extends ReadTeams {
  readonly reads: readonly { readonly manifest: string; readonly path: string }[];
}

/** Reads the manifests of a side. */
export function readSide(files: Files, { environments, services, today }: Reading): ReadFiles {
  const problems: Problem[] = [];
  const reads: { manifest: string; path: string }[] = [];
  let manifest = "";
  // A manifest is read first, and then the certificates that it names.
  const read = (path: string) => {
    if (path.startsWith("teams/") && isManifest(path)) manifest = path;
    else reads.push({ manifest, path });
    return files.read(path);
  };
  const options = { environments, services, files: { list: files.list, read }, today, rules: "report" } as const;
  const found = attempt(problems, () => readTeams("teams", options));
  return { ...(found ?? { ...nobody, problems }), reads };
}

/** What is at a path, as text; `undefined` if it cannot be read. */
export function contentOf(files: Files, path: string): string | undefined {
  try {
    return Buffer.from(files.read(path)).toString("latin1");
  } catch {
    return undefined;
  }
}

/** A side without a team. */
export const nobody: ReadFiles = {
  reads: [],
  teams: [],
  asWritten: [],
  problems: [],
  ruleFindings: [],
  unusedExceptions: [],
};

/** The teams of the base: those of files that are the same are the head's, and only the others are read. */
export function beforeSide(after: ReadTeams, files: Files, changed: readonly string[], reading: Reading) {
  const isChanged = new Set(changed);
  const own = changed.filter(isManifest).flatMap((path) => {
    try {
      return [[path, files.read(path)] as const];
    } catch {
      return [];
    }
  });
  const only = { ...filesOf(Object.fromEntries(own)), read: files.read };
  const read = own.length === 0 ? nobody : readSide(only, reading);
  const unread = read.asWritten.filter(({ team }) => !read.teams.some((one) => one.team === team));
  return {
    teams: [...read.teams, ...after.teams.filter(({ file }) => !isChanged.has(file))],
    asWritten: [...read.asWritten, ...after.asWritten.filter(({ source }) => !isChanged.has(source.file))],
    ruleFindings: [...read.ruleFindings, ...after.ruleFindings.filter((one) => !inChanged(isChanged)(one))],
    problems: unread.map(({ source }) => ({
      ...about("git", "is wrong in the base already, so it cannot be compared: everything in it is shown as new."),
      ...{ file: source.file, line: 0, column: 0 },
    })),
  };
}

/**
 * What the base has that can be compared: not the manifests that the head has made wrong, of which everything would look as if it were
 * gone.
 */
export function comparable(before: Pick<ReadTeams, "teams" | "asWritten">, after: ReadTeams) {
  const isRead = new Set(after.teams.map(({ team }) => team));
  const isNamed = new Set(after.asWritten.map(({ team }) => team));
  const isWrong = new Set(after.problems.map(({ file }) => file));
  const isUnread = ({ team, file }: TeamManifest) => !isRead.has(team) && (isNamed.has(team) || isWrong.has(file));
  return {
    teams: before.teams.filter((team) => !isUnread(team)),
    // What can be read of a wrong manifest can be compared, if it says whose it is.
    asWritten: before.asWritten.filter(({ team, source }) => isNamed.has(team) || !isWrong.has(source.file)),
    warnings: before.teams.filter(isUnread).map(({ file }) => ({
      ...about("git", "is wrong, so it cannot be compared: what it changes is shown once it is right."),
      ...{ file, line: 0, column: 0 },
    })),
  };
}

/** Whether a finding is in one of the files that differ. */
export function inChanged(changed: ReadonlySet<string>) {
  return ({ node }: Finding): boolean => changed.has(originOf(node)?.source.file ?? "");
}

/** Whether a path of `teams/` is that of a manifest. */
export function isManifest(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !/(^|\/)\./.test(path);
}

/** Whether a path looks like that of a certificate. */
export function isCertificate(path: string): boolean {
  return /\.(pem|crt|cer)$/i.test(path);
}
