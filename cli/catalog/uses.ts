import { inEnvironment } from "../../manifest/keys-and-defaults/in-environment.ts";
import { appOf, type Services } from "../../manifest/oracle/services.ts";
import { yamlFilesIn } from "../../manifest/read-folder.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { positionOf } from "../../manifest/yaml/position.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import type { CatalogApp, PublicApp } from "./json.ts";

type Use = CatalogApp["usedBy"][number];

/** An entry of `access` of a client, as it is written. */
interface WrittenAccess extends Use {
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Which clients' manifests name an app. */
export type Uses = (app: PublicApp) => Use[];

/**
 * Reads the access of all clients in one environment, from the manifests as they are: what is wrong elsewhere in them does not
 * matter here. Their schemas are not loaded, which would take most of the time of a search.
 *
 * @param folder the project's folder
 */
export function usesIn(folder: string, environment: string, services: Services): Uses {
  const files = filesIn(folder);
  const written = manifestsIn(files).flatMap((file) => accessIn(file, files, environment));
  return ({ app, scopes }) => {
    const own = new Set(scopes.map(({ fullyQualified }) => fullyQualified));
    const found = written.filter(({ entry }) => {
      const name = appOf(services, entry);
      if (name !== undefined) return name.toLowerCase() === app.toLowerCase();
      return Array.isArray(entry.scopes) && entry.scopes.some((scope) => own.has(scope));
    });
    // A client that names an app twice is one use.
    return [...Map.groupBy(found, ({ client }) => client)].map(([client, uses]) => ({
      client,
      place: uses[0]?.place ?? "",
    }));
  };
}

function manifestsIn(files: Files): string[] {
  try {
    return yamlFilesIn("teams", files).map((name) => `teams/${name}`);
  } catch (error) {
    // A project without manifests uses nothing.
    if (error instanceof ManifestError) return [];
    throw error;
  }
}

function accessIn(file: string, files: Files, environment: string): WrittenAccess[] {
  const { source, value } = readYaml(file, files);
  if (!isPlainObject(value) || !Array.isArray(value.clients)) return [];
  return value.clients.flatMap((client: unknown, index) => {
    if (!isPlainObject(client)) return [];
    const part: Readonly<Record<string, unknown>> | undefined = inEnvironment(client, environment);
    if (!Array.isArray(part?.access)) return [];
    const isReplaced = part.access !== client.access;
    const path = ["clients", index, ...(isReplaced ? ["environments", environment] : []), "access"];
    return part.access.flatMap((entry: unknown, rank) =>
      isPlainObject(entry)
        ? {
            entry,
            client: `${value.team}/${client.name}`,
            place: `${file}:${positionOf(source, [...path, rank]).line}`,
          }
        : [],
    );
  });
}
