import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { isName } from "../../../manifest/keys-and-defaults/text.ts";
import { schemaLine } from "../../project/installed-package.ts";
import { type Project, type TeamFile, teamFileOf } from "../../project/project.ts";
import type { CompleteAnswers } from "../answers/answers.ts";
import { extendedManifest, newManifest } from "./manifest-text.ts";
import { reasonOfProposal, requestedClient } from "./requested-client.ts";

/** What a request writes into the folder of the teams. */
export interface Change {
  /** The file name of the team's manifest. */
  readonly file: string;
  /** Its new text. */
  readonly text: string;
  /** The certificate that it names, if any. */
  readonly certificate?: Certificate;
}

/** A client's certificate. */
export interface Certificate {
  /** Its path relative to the folder of the teams. */
  readonly file: string;
  /** The file to copy; absent if it is already in that folder. */
  readonly copyOf?: string;
}

/** The change that the answers describe. If their team has a manifest, it must be readable. */
export function changeFor(answers: CompleteAnswers, project: Project, files: readonly TeamFile[]): Change {
  const { team, owner } = answers;
  const existing = teamFileOf(files, team);
  const certificate = certificateFor(answers, project);
  const client = requestedClient(answers, project.services, certificate?.file);
  const addition = { client, proposal: reasonOfProposal(answers, project.services) };
  const file = existing?.file ?? `${fileName(team)}.yaml`;
  const text = existing
    ? extendedManifest(readFileSync(join(project.teams, file), "utf8"), addition)
    : newManifest(
        schemaLine("team", join(project.teams, file), dirname(project.teams)),
        { team, ...(owner && { owner }) },
        addition,
      );
  return { file, text, ...(certificate && { certificate }) };
}

/** The certificate, which must be next to the manifest; absent if none was given, or if the file does not exist. */
function certificateFor({ certificate, team, name }: CompleteAnswers, { teams }: Project): Certificate | undefined {
  if (certificate === undefined || !existsSync(certificate)) return undefined;
  const inside = relative(resolve(teams), resolve(certificate));
  const isInside = !inside.startsWith("..") && !isAbsolute(inside);
  return isInside
    ? { file: inside }
    : { file: `${fileName(team)}-${fileName(name)}.pem`, copyOf: resolve(certificate) };
}

/** A name as part of a file name. An invalid name is refused later, and must not lead out of the folder before. */
function fileName(name: string): string {
  return isName(name) ? name : "invalid";
}
