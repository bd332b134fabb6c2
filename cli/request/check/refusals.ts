import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasExpired } from "../../../manifest/keys-and-defaults/certificate.ts";
import { readCertificate } from "../../../manifest/read-certificate.ts";
import { type Problem, renderProblem } from "../../../manifest/yaml/problem.ts";
import { quote } from "../../../wording/quote.ts";
import { type Project, type TeamFile, teamFileOf } from "../../project/project.ts";
import type { AnswerKey, Answers, Refusal } from "../answers/answers.ts";
import { type Change, changeFor } from "../write/change.ts";
import { withSamples } from "./missing.ts";
import { load, trial } from "./trial.ts";

/**
 * Everything that is wrong with the answers so far: what the loader would refuse in the resulting manifest, and what
 * only a request can get wrong. A missing answer is not a refusal.
 *
 * @param among `all` also checks for conflicts with the manifests of other teams, which takes longer if there are many
 */
export function refusalsOf(
  incomplete: Answers,
  project: Project,
  files: readonly TeamFile[],
  among: "all" | "none",
): Refusal[] {
  const answers = withSamples(incomplete, project, files);
  const existing = teamFileOf(files, answers.team);
  const unusable = existing ? unusableManifest(answers, project, existing) : [];
  if (unusable.length > 0) return unusable;

  const change = changeFor(answers, project, files);
  const { problems } = trial(change, project, among);
  const earlier = among === "all" && problems.length > 0 ? load(project).problems : [];
  const place: Place = {
    file: join(project.teams, change.file),
    client: `clients[${existing?.clients.length ?? 0}]`,
    certificate: join(project.teams, change.certificate?.file ?? ""),
  };
  const taken = takenName(answers, existing);
  return [
    ...ownerRefusals(answers, project, existing),
    ...certificateRefusals(answers, project, change),
    ...taken,
    ...problems
      .flatMap((problem) => refusalOf(problem, earlier, place, answers))
      .filter(({ key }) => key !== "name" || taken.length === 0),
  ];
}

function takenName({ team, name }: Answers, existing: TeamFile | undefined): Refusal[] {
  const clients = existing?.clients.filter((client) => client.name === name) ?? [];
  return clients.slice(0, 1).map(({ place }) => ({
    key: "name",
    message: `team ${quote(team)} already has a client ${quote(name)}: choose another name, or edit it at ${place}.`,
  }));
}

function unusableManifest({ team }: Answers, { teams }: Project, { file, ...existing }: TeamFile): Refusal[] {
  const unreadable = existing.problems.map((problem) => `its manifest cannot be read: ${problem}`);
  const declared = existing.team === undefined ? "no team" : `team ${quote(existing.team)}`;
  const misnamed = existing.team === team ? [] : [`${join(teams, file)} declares ${declared}: rename that file.`];
  const messages = unreadable.length > 0 ? unreadable : misnamed;
  return messages.map((message) => ({ key: "team", message }));
}

function ownerRefusals({ team, owner }: Answers, { teams }: Project, existing: TeamFile | undefined): Refusal[] {
  if (!existing || owner === undefined || owner === existing.owner) return [];
  const place = `${existing.owner} in ${join(teams, existing.file)}`;
  return [
    { key: "owner", message: `the owner of team ${quote(team)} is ${place}: omit the flag, or change it there.` },
  ];
}

function certificateRefusals({ certificate }: Answers, { teams }: Project, change: Change): Refusal[] {
  if (certificate === undefined) return [];
  const { copyOf, file = "" } = change.certificate ?? { copyOf: certificate };
  const expired = expiredCertificate(certificate, copyOf ?? join(teams, file));
  if (expired.length > 0 || copyOf === undefined) return expired;
  if (!existsSync(copyOf)) return [{ key: "certificate", message: `${quote(certificate)} does not exist.` }];
  const copy = join(teams, file);
  if (!existsSync(copy) || readFileSync(copy).equals(readFileSync(copyOf))) return [];
  const message = `${copy} already exists and is another certificate: remove it, or choose another --name.`;
  return [{ key: "certificate", message }];
}

/** A manifest may keep a certificate that expired while the client uses it; a request is for something new. */
function expiredCertificate(named: string, file: string): Refusal[] {
  const read = readCertificate(file);
  if ("refused" in read || !hasExpired(read, new Date())) return [];
  return [{ key: "certificate", message: `${named} expired on ${read.expires}: renew it.` }];
}

/** Where a request would be written. */
interface Place {
  readonly file: string;
  /** The path of the client in that file. */
  readonly client: string;
  /** The file of its certificate. */
  readonly certificate: string;
}

/**
 * A problem as a refusal of the flag that caused it. A problem that other manifests had before is no reason to refuse;
 * one that this manifest had before is reported at its place.
 */
function refusalOf(problem: Problem, earlier: readonly Problem[], place: Place, answers: Answers): Refusal[] {
  const { file, path, message } = problem;
  const same = earlier.find((other) => other.file === file && other.path === path && other.message === message);
  if (file !== place.file) return same ? [] : [{ key: "name", message: `conflicts with ${renderProblem(problem)}` }];
  if (same) return [{ message: renderProblem(same) }];
  const part = path.startsWith(place.client) ? `client${path.slice(place.client.length)}` : path;
  const key = madeBy(part, answers);
  if (key === undefined) return [{ message: renderProblem(problem) }];
  const { certificate = "" } = answers;
  return [{ key, message: key === "certificate" ? message.replace(place.certificate, () => certificate) : message }];
}

function madeBy(path: string, { flow }: Answers): AnswerKey | undefined {
  if (path === "client.grantTypes[0]" && flow !== undefined) return "flow";
  if (path.startsWith("client.environments")) return "environment";
  if (path.startsWith("client.certificates")) return "certificate";
  return keys[path.replaceAll(/\[\d+\]/g, "")];
}

const keys: Readonly<Record<string, AnswerKey>> = {
  team: "team",
  owner: "owner",
  "client.name": "name",
  "client.description": "description",
  "client.clientType": "clientType",
  "client.grantTypes": "grantType",
  "client.redirectUrls": "redirectUrl",
  "client.integrationCallback": "integrationCallback",
  "client.access": "service",
  "client.access.service": "service",
  "client.access.instance": "instance",
  "client.access.app": "app",
  "client.access.apis": "apis",
  "client.access.scopes": "scope",
  "client.access.roles": "role",
  "client.enforceGrants": "enforceGrants",
  "client.assign.users": "assignUser",
  "client.assign.groups": "assignGroup",
};
