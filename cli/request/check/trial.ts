import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { TeamManifest } from "../../../manifest/data/team.ts";
import { loadTeams } from "../../../manifest/load-teams.ts";
import { ManifestError, type Problem } from "../../../manifest/yaml/problem.ts";
import { namesIn, type Project } from "../project.ts";
import type { Change } from "../write/change.ts";

/** What the loader of the manifests says: the teams, or all that is wrong. */
export interface Loaded {
  readonly teams: readonly TeamManifest[];
  readonly problems: readonly Problem[];
}

/**
 * What the loader would say if the change were made. The change is made in a temporary folder where everything else is a
 * link to the files that exist, so that relative paths hold; nothing is written into the project.
 *
 * @param among the other manifests that are loaded with it: `all` for clashes between them, `none` for a quick check
 */
export function trial(change: Change, project: Project, among: "all" | "none"): Loaded {
  const scratch = mkdtempSync(join(tmpdir(), "idcs-apps-request-"));
  try {
    const root = dirname(resolve(project.teams));
    const teams = join(scratch, basename(resolve(project.teams)));
    linkAll(root, scratch, (name) => join(scratch, name) !== teams);
    mkdirSync(teams);
    const { file, text, certificate } = change;
    const replaced = [file, certificate?.copyOf && certificate.file];
    const isManifest = /\.ya?ml$/i;
    linkAll(project.teams, teams, (name) => !replaced.includes(name) && (among === "all" || !isManifest.test(name)));
    writeFileSync(join(teams, file), text);
    if (certificate?.copyOf) symlinkSync(certificate.copyOf, join(teams, certificate.file));
    return load(teams, project);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What the loader says of the manifests of a folder, as if it were the project's. */
export function load(folder: string, project: Project): Loaded {
  try {
    return {
      teams: loadTeams(folder, { environments: project.environments, services: project.services }),
      problems: [],
    };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const inProject = (text: string) => text.replaceAll(folder, project.teams);
    const problems = error.problems.map(({ file, message, ...rest }) => ({
      ...rest,
      file: inProject(file),
      message: inProject(message),
    }));
    return { teams: [], problems };
  }
}

function linkAll(from: string, to: string, isWanted: (name: string) => boolean): void {
  for (const name of namesIn(from)) if (isWanted(name)) symlinkSync(join(resolve(from), name), join(to, name));
}
