import { join } from "node:path";
import { yamlFilesIn } from "../../manifest/read-folder.ts";
import type { Files } from "../../manifest/yaml/files.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { renderProblem } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";

/** A team's manifest as far as adoption needs it before it is valid. */
export interface Manifest {
  /** Its path in the folder of the teams. */
  readonly file: string;
  readonly team: string | undefined;
  readonly owner: string | undefined;
  /** The names of its clients and resource applications. */
  readonly names: readonly string[];
  /** Why it cannot be read as YAML, one problem per item. */
  readonly problems: readonly string[];
}

/** The manifests of a project, also those in sub-folders of `teams/`; none if that does not exist yet. */
export function manifestsIn(files: Files): Manifest[] {
  return namesIn(files).map((file) => {
    const { value, problems } = readYaml(join("teams", file), files);
    const { team, owner, clients, resourceApplications } = isPlainObject(value) ? value : {};
    const entries = [clients, resourceApplications].flat().filter(isPlainObject);
    return {
      file,
      team: typeof team === "string" ? team : undefined,
      owner: typeof owner === "string" ? owner : undefined,
      names: entries.map(({ name }) => String(name)),
      problems: problems.map(renderProblem),
    };
  });
}

function namesIn(files: Files): string[] {
  try {
    files.list("teams");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return yamlFilesIn("teams", files);
}
