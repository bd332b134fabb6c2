import { join } from "node:path";
import type { TeamManifest } from "../../../manifest/keys-and-defaults/team.ts";
import { loadTeams } from "../../../manifest/load-teams.ts";
import { type Files, filesIn, filesOf } from "../../../manifest/yaml/files.ts";
import { ManifestError, type Problem } from "../../../manifest/yaml/problem.ts";
import type { Project } from "../../project/project.ts";
import type { Change } from "../write/change.ts";

/** What the loader of the manifests says: the teams, or all that is wrong. */
export interface Loaded {
  readonly teams: readonly TeamManifest[];
  readonly problems: readonly Problem[];
}

/**
 * What the loader would say if the change were made. Nothing is written.
 *
 * @param among the other manifests that are loaded with it: `all` for clashes between them, `none` for a quick check
 */
export function trial({ file, text, certificate }: Change, project: Project, among: "all" | "none"): Loaded {
  const today = filesIn();
  const changed = filesOf({ [join(project.teams, file)]: text }, today);
  const copied = certificate?.copyOf && join(project.teams, certificate.file);
  return load(project, {
    list: among === "all" ? changed.list : () => [file],
    read: (path) => (path === copied ? today.read(certificate?.copyOf ?? "") : changed.read(path)),
  });
}

/** What the loader says of the manifests of a project. */
export function load({ teams, environments, services }: Project, files: Files = filesIn()): Loaded {
  try {
    return { teams: loadTeams(teams, { environments, services, files }), problems: [] };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { teams: [], problems: error.problems };
  }
}
