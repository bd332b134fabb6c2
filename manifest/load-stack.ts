import { notFound } from "../wording/nearest.ts";
import { warningsOf } from "./client-rules/warnings.ts";
import type { ClientManifest } from "./keys-and-defaults/client.ts";
import type { Environment } from "./keys-and-defaults/environment.ts";
import { clientsIn, resourceApplicationsIn } from "./keys-and-defaults/in-environment.ts";
import type { ResourceApplicationManifest } from "./keys-and-defaults/resource-application.ts";
import type { TeamManifest } from "./keys-and-defaults/team.ts";
import { environmentNames, loadEnvironment } from "./load-environment.ts";
import { servicesFrom } from "./load-services.ts";
import { type LoadOptions, type ReadTeams, readTeams } from "./load-teams.ts";
import type { Services } from "./oracle/services.ts";
import { problemOfFolder } from "./read-folder.ts";
import type { RuleFinding } from "./rules/rule-finding.ts";
import { type Files, filesIn } from "./yaml/files.ts";
import { originOf, withOrigin, withOriginOf } from "./yaml/origin.ts";
import { attempt, type Finding, ManifestError, type Problem, problemsOf } from "./yaml/problem.ts";

/** A team as it is in one environment. */
export interface TeamPart {
  readonly team: string;
  readonly owner: string;
  readonly resourceApplications: readonly ResourceApplicationManifest[];
  readonly clients: readonly ClientManifest[];
}

/** What a stack declares. */
export interface StackManifest {
  readonly environmentName: string;
  readonly identityDomainUrl: string;
  readonly teams: readonly TeamPart[];
  /** The teams that other stacks of the environment declare, as far as their files are valid. */
  readonly otherTeams: readonly TeamPart[];
  /** The clients of all its teams. */
  readonly clients: readonly ClientManifest[];
  /** The resource applications of all its teams. */
  readonly resourceApplications: readonly ResourceApplicationManifest[];
  /** What the environment's file declares, if this stack declares it: absent in the stack of one team. */
  readonly environment?: Environment;
  readonly services: Services;
  /** Whether an application is deleted as soon as no manifest declares it, or only after it was retired. */
  readonly deletion: Environment["deletion"];
  /** What works, but perhaps not as intended. */
  readonly warnings: readonly Finding[];
  /** What concerns the rules of the environment in the stack's own teams: broken, excepted, or with a date that is near. */
  readonly ruleFindings: readonly RuleFinding[];
}

/** Options of `loadStack`. */
export interface StackOptions extends Pick<LoadOptions, "rules" | "today"> {
  /** The services that the stack's configuration adds: the value of `idcs-apps:services`. @default none */
  readonly services?: unknown;
  /** The project's files: `teams/` and `environments/`. @default the disk, relative to the working directory */
  readonly files?: Files;
}

/** The part of a stack's name for what the environment's file declares, without any team. */
const environmentOnly = "environment";

/**
 * What a stack declares, from `teams/` and `environments/`: stack `<environment>` declares everything,
 * `<environment>.<team>` one team, and `<environment>.environment` what the environment's file declares, which no
 * team's stack does.
 *
 * @param name the stack's name
 * @throws ManifestError with every problem that stops the stack: in what it declares, and names that others use too
 */
export function loadStack(name: string, options: StackOptions = {}): StackManifest {
  const [environmentName = ""] = name.split(".");
  return readStacks(environmentName, options, `Pulumi.${name}.yaml`).load(name);
}

/** The stacks of one environment, whose files are read once. */
export interface ReadStacks {
  /** Every team whose file gives its name, valid or not, sorted. */
  readonly teams: readonly string[];
  /** Problems with files that do not even give their team's name. */
  readonly ofNoTeam: readonly Problem[];
  /** As `loadStack`, for a stack of this environment. */
  readonly load: (name: string) => StackManifest;
}

/**
 * Reads an environment and all teams, for any number of its stacks.
 *
 * @param configuration the file that the option `services` comes from, for messages
 * @throws ManifestError if the services are wrong; problems of files are thrown by `load`
 */
export function readStacks(
  environmentName: string,
  { services: own, files = filesIn(), ...judged }: StackOptions = {},
  configuration = `Pulumi.${environmentName}.yaml`,
): ReadStacks {
  const options = { services: servicesFrom(own, configuration), files };
  const ofEnvironment: Problem[] = [];
  const environment = attempt(ofEnvironment, () => loadEnvironment("environments", environmentName, options));
  const ofFolder: Problem[] = [];
  // The environment as a whole, so that the domain roles of clients are checked against what it allows.
  const read = attempt(ofFolder, () => {
    const names = environmentNames("environments", files);
    const environments = names.map((one) => (environment && one === environmentName ? environment : one));
    return readTeams("teams", { environments, ...options, ...judged });
  });
  const all = environment ? (read?.teams ?? []).map((team) => partIn(team, environment)) : [];
  const asWritten = read?.asWritten ?? [];
  const known = new Set(asWritten.map(({ source }) => source.file));
  const environmentFile = environment && originOf(environment)?.source.file;
  return {
    teams: [...new Set(asWritten.map(({ team }) => team))].sort(),
    ofNoTeam: (read?.problems ?? []).filter(({ file }) => !known.has(file) && file !== environmentFile),
    load: (name) => {
      const [, only] = name.split(".");
      // The environment's own stack needs no teams.
      const problems = [
        ...ofEnvironment,
        ...(only === environmentOnly ? [] : ofFolder),
        ...(read ? stopping(read, environment, only) : []),
      ];
      if (environment === undefined || problems.length > 0) throw new ManifestError(problems);
      return stackIn(name, { environment, all, read, services: options.services });
    },
  };
}

interface ReadProject {
  readonly environment: Environment;
  readonly all: readonly TeamPart[];
  readonly read: ReadTeams | undefined;
  readonly services: Services;
}

function stackIn(name: string, { environment, all, read, services }: ReadProject): StackManifest {
  const [environmentName = "", only] = name.split(".");
  const teams = all.filter(({ team }) => only === undefined || team === only);
  if (only !== undefined && only !== environmentOnly && teams.length === 0) {
    const names = (read?.asWritten ?? []).map(({ team }) => team).sort();
    const lost = `If its file was removed or the team renamed, "${name}" still has its clients: put the file back, or move them to the team's new stack by \`was:\` and \`pulumi state move\` (docs/changes.md). To delete them, with their client secrets: \`pulumi destroy --stack ${name}\`.`;
    throw new ManifestError([
      problemOfFolder(`Stack "${name}"`, `${notFound(only, "a team of teams/", names)} ${lost}`),
    ]);
  }
  const clients = teams.flatMap((team) => team.clients);
  const named = new Set(teams.map(({ team }) => team));
  const ruleFindings = (read?.ruleFindings ?? []).filter(({ subject }) => named.has(subject.split("/")[0] ?? ""));
  const ownFiles = new Set(teams.map((team) => originOf(team)?.source.file));
  const unused = (read?.unusedExceptions ?? []).filter(({ node }) => ownFiles.has(originOf(node)?.source.file));
  return {
    environmentName,
    identityDomainUrl: environment.identityDomainUrl,
    teams,
    otherTeams: all.filter((team) => !teams.includes(team)),
    clients,
    resourceApplications: teams.flatMap((team) => team.resourceApplications),
    ...((only === undefined || only === environmentOnly) && { environment }),
    services,
    deletion: environment.deletion,
    warnings: [
      ...clients.flatMap((node) => warningsOf(node, services).map((warning) => ({ node, ...warning }))),
      ...ruleFindings.filter(({ state }) => state === "expiring"),
      ...unused,
    ],
    ruleFindings,
  };
}

/**
 * The problems with teams that stop a stack; all of them if the stack's team cannot be found: it may be in a broken
 * file.
 */
function stopping({ asWritten, problems }: ReadTeams, environment: Environment | undefined, only: string | undefined) {
  if (only === undefined) return problems;
  if (only === environmentOnly) {
    const file = environment && originOf(environment)?.source.file;
    return problems.filter((problem) => problem.file === file);
  }
  const files = asWritten.filter(({ team }) => team === only).map(({ source }) => source.file);
  return files.length > 0 ? problemsOf(files, problems) : problems;
}

/** A client with the delivery of its environment, unless it says something else. */
function delivered(client: ClientManifest, deliver: Environment["deliver"]): ClientManifest {
  return client.deliver === undefined && deliver !== undefined ? withOriginOf({ ...client, deliver }, client) : client;
}

/** A team as it is in an environment. */
export function partIn(team: TeamManifest, { name, deliver }: Pick<Environment, "name" | "deliver">): TeamPart {
  const part: TeamPart = {
    team: team.team,
    owner: team.owner,
    clients: clientsIn(team, name).map((client) => delivered(client, deliver)),
    resourceApplications: resourceApplicationsIn(team, name),
  };
  const origin = originOf(team);
  return origin ? withOrigin(part, origin) : part;
}
