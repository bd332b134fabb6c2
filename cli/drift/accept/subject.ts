import type { ClientManifest } from "../../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../../manifest/keys-and-defaults/resource-application.ts";
import type { Files } from "../../../manifest/yaml/files.ts";
import { originOf } from "../../../manifest/yaml/origin.ts";
import { readYaml } from "../../../manifest/yaml/yaml-file.ts";
import type { StackPlan } from "../../../plan/plan-stack.ts";
import { notFound } from "../../../wording/nearest.ts";
import { CommandError } from "../../errors/command-error.ts";
import type { EntryPlace } from "./with-key.ts";

/** Keys of an entry as a manifest writes them. */
export type Written = Readonly<Record<string, unknown>>;

/** A client or resource application whose deviations are accepted. */
export interface Subject {
  /** `<team>/<client>` */
  readonly name: string;
  readonly team: string;
  /** The manifest, as a path relative to the project. */
  readonly file: string;
  readonly place: EntryPlace;
  /** The entry as it is written. */
  readonly written: Written;
  /** The client with its defaults, as it is in the environment; absent for a resource application. */
  readonly client?: ClientManifest;
}

/**
 * The clients and resource applications with some names.
 *
 * @throws CommandError if the stack has none with one of the names
 */
export function subjectsIn({ stack }: StackPlan, names: readonly string[], files: Files): Subject[] {
  const all = stack.teams.flatMap(({ team, clients, resourceApplications }) => [
    ...clients.map((client) => ({ name: `${team}/${client.name}`, team, node: client, client })),
    ...resourceApplications.map((node) => ({ name: `${team}/${node.name}`, team, node, client: undefined })),
  ]);
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  const existing = all.map(({ name }) => name);
  if (unknown.length > 0) {
    const what = "a client or resource application of this stack";
    throw new CommandError(unknown.map((name) => notFound(name, what, existing)).join("\n"));
  }
  return [...new Set(names)]
    .flatMap((name) => all.find((one) => one.name === name) ?? [])
    .map((one) => found(one, files));
}

interface Found {
  readonly name: string;
  readonly team: string;
  readonly node: ClientManifest | ResourceApplicationManifest;
  readonly client: ClientManifest | undefined;
}

function found({ name, team, node, client }: Found, files: Files): Subject {
  const origin = originOf(node);
  if (origin === undefined) throw new Error(`${name} comes from no file`);
  const { file } = origin.source;
  const [list, index] = origin.path as [EntryPlace["list"], number];
  const value = readYaml(file, files).value as Readonly<Record<EntryPlace["list"], readonly Written[]>>;
  const written = value[list][index] ?? {};
  return { name, team, file, place: { list, index }, written, ...(client && { client }) };
}
