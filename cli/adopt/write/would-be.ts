import { dirname, join } from "node:path";
import { Document } from "yaml";
import { emailToFillIn } from "../../../manifest/keys-and-defaults/text.ts";
import { type Files, filesOf } from "../../../manifest/yaml/files.ts";
import { schemaLine } from "../../project/installed-package.ts";
import { extendedManifest } from "../../request/write/manifest-text.ts";
import type { Converted, OtherFile } from "../convert/converted.ts";

/** The manifest of a team with the adopted applications, and the certificates that it names: what would be written. */
export interface WouldBe {
  /** The manifest's path, relative to the project. */
  readonly file: string;
  readonly text: string;
  /** Files next to the manifest, by their paths relative to the project. */
  readonly others: readonly OtherFile[];
  /** Whether the owner is still to be filled in. */
  readonly lacksOwner: boolean;
  /** Whether the team has no manifest yet. */
  readonly isNew: boolean;
}

/** Where the entries are written. */
export interface Target {
  /** The folder of the teams, relative to the project. */
  readonly teams: string;
  /** The manifest's file name in that folder. */
  readonly file: string;
  readonly team: string;
  /** The manifest's text, if it exists. */
  readonly text?: string | undefined;
  /** The owner of a new team. */
  readonly owner?: string | undefined;
}

/** The manifest with entries added; its other lines, with their comments, stay as they are. */
export function wouldBe({ teams, file, team, text, owner }: Target, converted: readonly Converted[]): WouldBe {
  const start = text ?? newTeam(join(teams, file), team, owner);
  const entries = converted.toSorted((one, other) => (String(one.entry.name) < String(other.entry.name) ? -1 : 1));
  const longer = entries.reduce(
    (manifest, { entry, list }) => extendedManifest(manifest, { client: entry, list }),
    start,
  );
  return {
    file: join(teams, file),
    text: longer,
    others: converted.flatMap(({ files }) =>
      files.map((one) => ({ ...one, file: join(teams, dirname(file), one.file) })),
    ),
    lacksOwner: longer.includes(ownerLine),
    isNew: text === undefined,
  };
}

/**
 * The project's files as they would be, with owners that are valid.
 *
 * @param project the files of today
 */
export function filesWith({ file, text, others }: WouldBe, project: Files): Files {
  const written = others.map((one) => [one.file, one.text] as const);
  return withOwners(filesOf({ [file]: text, ...Object.fromEntries(written) }, project));
}

/** Files in which each owner that is still to be filled in is one that is valid. */
export function withOwners(files: Files): Files {
  const line = Buffer.from(ownerLine);
  return {
    list: files.list,
    read: (path) => {
      const content = Buffer.from(files.read(path));
      return content.includes(line) ? Buffer.from(content.toString("utf8").replace(ownerLine, validOwner)) : content;
    },
  };
}

const validOwner = "owner: owner@example.com";

const ownerLine = `owner: ${JSON.stringify(emailToFillIn)}`;

function newTeam(file: string, team: string, owner: string | undefined): string {
  const line = owner === undefined ? `${ownerLine}\n` : new Document({ owner }).toString();
  return `${schemaLine("team", file, ".")}team: ${team}\n${line}clients: []\n`;
}
