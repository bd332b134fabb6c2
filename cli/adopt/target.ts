import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { emailSchema, isName, nameRule } from "../../manifest/keys-and-defaults/text.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { readTeams } from "../../manifest/load-teams.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { projectIn } from "../project/project.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import { type AdoptedApplications, adoptedIn } from "./choose.ts";
import type { Entry } from "./convert/converted.ts";
import { type Manifest, manifestsIn } from "./manifests.ts";
import { type Target, withOwners } from "./write/would-be.ts";

/** Where applications are adopted: the manifest, the stack and its identity domain. */
export interface AdoptionTarget extends Target {
  /** `environments` of an entry that must not appear elsewhere; absent if there is nowhere else. */
  readonly environments?: Entry | undefined;
  readonly stackName: string;
  readonly identityDomainUrl: string;
  readonly settings: StackSettings;
  readonly services: Services;
  /** The project's files of today. */
  readonly projectFiles: Files;
  /** The names that the team has already. */
  readonly taken: ReadonlySet<string>;
  readonly placeOf: AdoptedApplications;
}

/** What the command line says about it. */
export interface TargetOptions {
  readonly folder: string;
  readonly team?: string | undefined;
  readonly file?: string | undefined;
  readonly owner?: string | undefined;
  readonly environment: string;
}

/**
 * Finds out where to adopt applications.
 *
 * @throws CommandError or ManifestError if the options or the project's files are wrong
 */
export function targetOf(options: TargetOptions): AdoptionTarget {
  const { folder, environment } = options;
  const { environments, services } = projectIn(folder);
  if (!environments.includes(environment))
    throw new CommandError(`--environment ${notFound(environment, "an environment", environments, "existing:")}`);
  const projectFiles = filesIn(folder);
  const existing = manifestsIn(projectFiles);
  const { team, file, isNew } = manifestOf(options, existing);
  const owner = ownerOf(options, file, existing);
  const ofTeam = `${environment}.${team}`;
  const stackName = existsSync(join(folder, `Pulumi.${ofTeam}.yaml`)) ? ofTeam : environment;
  const settings = stackSettings(folder, stackName);
  const declared = loadEnvironment("environments", environment, { services, files: projectFiles });
  const teams = existing.length === 0 ? [] : readTeams("teams", { services, files: withOwners(projectFiles) }).teams;
  const own = existing.find((one) => one.file === file);
  return {
    teams: "teams",
    file,
    team,
    owner,
    ...(!isNew && { text: readFileSync(join(folder, "teams", file), "utf8") }),
    ...(environments.length > 1 && { environments: { [environment]: {} } }),
    stackName,
    identityDomainUrl: settings.identityDomainUrl ?? declared.identityDomainUrl,
    settings,
    services,
    projectFiles,
    taken: new Set(own?.names),
    placeOf: adoptedIn(teams, environment),
  };
}

/** The manifest that the options name: of a team, or a file. */
function manifestOf({ team, file }: TargetOptions, existing: readonly Manifest[]) {
  if (file !== undefined) {
    const name = file.replace(/^(\.\/)?teams\//, "");
    if (name.includes("..") || !/\.ya?ml$/i.test(name))
      throw new CommandError(`--file ${quote(file)} is not a manifest: write --file teams/<team>.yaml.`);
    const found = existing.find((one) => one.file === name);
    if (found !== undefined) refuseUnreadable(found, team);
    return {
      file: name,
      team: checkedTeam(found?.team ?? team ?? basename(name).replace(/\.ya?ml$/i, "")),
      isNew: !found,
    };
  }
  if (team === undefined)
    throw new CommandError("Whose applications are these? Write --team <team>, or --file teams/<team>.yaml.");
  const found = manifestOfTeam(existing, checkedTeam(team));
  if (found !== undefined) refuseUnreadable(found, team);
  return { file: found?.file ?? `${team}.yaml`, team, isNew: found === undefined };
}

/** The manifest of a team, or another file with the name that it would get; absent if there is neither. */
function manifestOfTeam(existing: readonly Manifest[], team: string): Manifest | undefined {
  return existing.find((one) => one.team === team) ?? existing.find(({ file }) => file === `${team}.yaml`);
}

function checkedTeam(team: string): string {
  if (isName(team)) return team;
  throw new CommandError(`--team ${quote(team)} cannot be the name of a team (${nameRule}).`);
}

function refuseUnreadable({ file, team, problems }: Manifest, wanted: string | undefined): void {
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
  if (wanted === undefined || team === wanted) return;
  const declared = team === undefined ? "no team" : `team ${quote(team)}`;
  throw new CommandError(
    `teams/${file} declares ${declared}, and not ${quote(wanted)}: correct --team, or rename the file.`,
  );
}

function ownerOf({ owner }: TargetOptions, file: string, existing: readonly Manifest[]): string | undefined {
  const found = existing.find((one) => one.file === file);
  if (owner === undefined) return undefined;
  if (found?.owner !== undefined && found.owner !== owner)
    throw new CommandError(`The owner of teams/${file} is ${found.owner}: omit --owner, or change it there.`);
  if (emailSchema.safeParse(owner).success) return owner;
  throw new CommandError(`--owner ${quote(owner)} is not an e-mail address.`);
}
