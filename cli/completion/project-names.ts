import { stemOf, yamlFilesIn } from "../../manifest/read-folder.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import { compare } from "../../wording/order.ts";
import type { NameKind } from "./candidates.ts";

/** Names that no shell takes for anything else. A manifest with another one is refused by `check`. */
const plain = /^[a-z0-9][a-z0-9_.-]*$/i;

/**
 * The names of a project's files, sorted, without a request, the engine or a secret. Names with other characters than letters, digits,
 * `-`, `_` and `.` are left out, and so are files that cannot be read.
 *
 * @param folder the project's folder
 */
export function projectNames(folder: string, kind: NameKind): string[] {
  const files = filesIn(folder);
  const found = allNames[kind](files);
  return [...new Set(found)].filter((name) => name.split("/").every((part) => plain.test(part))).sort(compare);
}

const allNames: Readonly<Record<NameKind, (files: Files) => string[]>> = {
  clients: (files) => manifests(files).flatMap(({ team, clients }) => clients.map((client) => `${team}/${client}`)),
  teams: (files) => manifests(files).map(({ team }) => team),
  environments: environmentsIn,
  stacks: (files) => [...environmentsIn(files), ...configuredStacks(files)],
};

function environmentsIn(files: Files): string[] {
  return orNone(() => yamlFilesIn("environments", files).map(stemOf));
}

function configuredStacks({ list }: Files): string[] {
  return list(".").flatMap((file) => /^Pulumi\.([^/]+)\.ya?ml$/.exec(file)?.[1] ?? []);
}

function manifests(files: Files): { readonly team: string; readonly clients: readonly string[] }[] {
  return orNone(() => yamlFilesIn("teams", files)).flatMap((file) => {
    const { value } = readYaml(`teams/${file}`, files);
    if (!isPlainObject(value) || typeof value.team !== "string") return [];
    const clients: unknown[] = Array.isArray(value.clients) ? value.clients : [];
    const names = clients.flatMap((client) =>
      isPlainObject(client) && typeof client.name === "string" && plain.test(client.name) ? client.name : [],
    );
    return [{ team: value.team, clients: names }];
  });
}

/** A folder that is not there has no names. */
function orNone(names: () => string[]): string[] {
  try {
    return names();
  } catch (error) {
    if (error instanceof ManifestError) return [];
    throw error;
  }
}
