import { readdirSync } from "node:fs";
import { join } from "node:path";
import { environmentNames } from "../../manifest/load-environment.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { positionOf } from "../../manifest/yaml/position.ts";
import { renderProblem } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import { ownServices } from "./own-services.ts";

/** What the command needs to know of the project whose manifests it writes. */
export interface Project {
  /** The folder of the teams' manifests. */
  readonly teams: string;
  /** The names of the environments. */
  readonly environments: readonly string[];
  readonly services: Services;
}

/**
 * The project of a folder: its `teams/` and `environments/`, and the services of all stacks' configuration files.
 * @throws ManifestError if there are no environments, or a configuration file is wrong
 */
export function projectIn(folder: string): Project {
  return {
    teams: join(folder, "teams"),
    environments: environmentNames(join(folder, "environments")),
    services: ownServices(folder),
  };
}

/** A team's manifest as far as a request needs it. */
export interface TeamFile {
  /** Its file name in the folder of the teams. */
  readonly file: string;
  readonly team: string | undefined;
  readonly owner: string | undefined;
  /** The names of its clients as they are written, and where: `<file>:<line>`. */
  readonly clients: readonly { readonly name: unknown; readonly place: string }[];
  /** Why it cannot be read as YAML, one problem per item. */
  readonly problems: readonly string[];
}

/** All manifests of teams, sorted by file name; none if their folder does not exist yet. */
export function teamFiles({ teams }: Project): TeamFile[] {
  return namesIn(teams)
    .filter((file) => /^[^.].*\.ya?ml$/i.test(file))
    .map((file) => {
      const { source, value, problems } = readYaml(join(teams, file));
      const { team, owner, clients } = (value ?? {}) as Record<string, unknown>;
      const declared = (Array.isArray(clients) ? clients : []).map((client, index) => ({
        name: client?.name,
        place: `${source.file}:${positionOf(source, ["clients", index, "name"]).line}`,
      }));
      return {
        file,
        team: typeof team === "string" ? team : undefined,
        owner: typeof owner === "string" ? owner : undefined,
        clients: declared,
        problems: problems.map(renderProblem),
      };
    });
}

/** The manifest of a team, or another file with the name that it would get; absent if there is neither. */
export function teamFileOf(files: readonly TeamFile[], team: string | undefined): TeamFile | undefined {
  return (
    files.find((file) => file.team === team && team !== undefined) ?? files.find(({ file }) => file === `${team}.yaml`)
  );
}

/** The names of the entries of a folder, sorted; none if it does not exist. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
