import { join } from "node:path";
import type { TeamManifest } from "../../../manifest/keys-and-defaults/team.ts";
import { loadTeams } from "../../../manifest/load-teams.ts";
import { type Files, filesAround, filesOf } from "../../../manifest/yaml/files.ts";
import { ManifestError, type Problem } from "../../../manifest/yaml/problem.ts";
import type { Project } from "../../project/project.ts";
import type { Change } from "../write/change.ts";

/** The result of loading the manifests: the teams, or everything that is wrong. */
export interface Loaded {
  readonly teams: readonly TeamManifest[];
  readonly problems: readonly Problem[];
}

/**
 * The result of loading the manifests as if the change had been made. Nothing is written.
 *
 * @param among the other manifests to load with it: `all` to find conflicts, `none` for a quick check
 */
export function trial({ file, text, certificate }: Change, project: Project, among: "all" | "none"): Loaded {
  const today = filesAround(project.teams);
  const changed = filesOf({ [join(project.teams, file)]: text }, today);
  const source = certificate?.copyOf ?? "";
  const copied = certificate?.copyOf && join(project.teams, certificate.file);
  return load(project, {
    list: among === "all" ? changed.list : () => [file],
    read: (path) => (path === copied ? filesAround(source).read(source) : changed.read(path)),
  });
}

/** The result of loading the manifests of a project. */
export function load({ teams, environments, services }: Project, files: Files = filesAround(teams)): Loaded {
  try {
    return { teams: loadTeams(teams, { environments, services, files }), problems: [] };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { teams: [], problems: error.problems };
  }
}
