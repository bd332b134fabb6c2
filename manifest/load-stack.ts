import { movesFromOtherTeams } from "../components/stack/state-moves.ts";
import { notFound } from "../wording/nearest.ts";
import { warningsOf } from "./client-rules/warnings.ts";
import { clientsIn, type Environment, resourceApplicationsIn } from "./data/environment.ts";
import type { ResourceApplicationManifest } from "./data/resource-application.ts";
import type { Services } from "./data/services.ts";
import type { ClientManifest } from "./data/team.ts";
import { servicesFrom } from "./load-services.ts";
import { environmentNames, loadEnvironment, type ReadTeams, readTeams } from "./load-teams.ts";
import type { Path } from "./yaml/position.ts";
import { attempt, ManifestError, originOf, type Problem, problemsOf } from "./yaml/problem.ts";

/** A team as one environment has it. */
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
  /** The clients of all its teams. */
  readonly clients: readonly ClientManifest[];
  /** The resource applications of all its teams. */
  readonly resourceApplications: readonly ResourceApplicationManifest[];
  /** What the environment's file declares, if it is this stack that declares it. */
  readonly environment?: Environment;
  readonly services: Services;
  /** What works, but perhaps not as meant; for `problemAt`. */
  readonly warnings: readonly { readonly node: object; readonly path: Path; readonly message: string }[];
}

/** The part of a stack's name that says: only what the environment's file declares, no team. */
const environmentOnly = "environment";

/**
 * What a stack declares, from `teams/` and `environments/`: stack `<environment>` everything, `<environment>.<team>` one
 * team, and `<environment>.environment` what the environment's file declares, which no team's stack does.
 *
 * @param name the stack's name
 * @param ownServices the services that the stack's configuration adds
 * @throws ManifestError with every problem that stops the stack: of what it declares, and of names that others take too
 */
export function loadStack(name: string, ownServices: unknown): StackManifest {
  const [environmentName = "", only] = name.split(".");
  const services = servicesFrom(ownServices, `Pulumi.${name}.yaml`);
  const problems: Problem[] = [];
  const environment = attempt(problems, () => loadEnvironment("environments", environmentName, { services }));
  // The environment as a whole, so that the domain roles of clients are held against what it allows. Its own stack does
  // without teams.
  const read = attempt(only === environmentOnly ? [] : problems, () => {
    const names = environmentNames("environments");
    const environments = names.map((one) => (environment && one === environmentName ? environment : one));
    return readTeams("teams", { environments, services });
  });
  const { teams: all, declared } = read ?? { teams: [], declared: [] };
  problems.push(...(read ? stopping(read, environment, only) : []));
  if (environment === undefined || problems.length > 0) throw new ManifestError(problems);
  const teams = all
    .filter(({ team }) => only === undefined || team === only)
    .map((team) => ({
      team: team.team,
      owner: team.owner,
      clients: clientsIn(team, environmentName),
      resourceApplications: resourceApplicationsIn(team, environmentName),
    }));
  if (only !== undefined && only !== environmentOnly && teams.length === 0) {
    const names = declared.map(({ team }) => team).sort();
    throw new ManifestError([noTeam(name, notFound(only, "a team of teams/", names))]);
  }
  const clients = teams.flatMap((team) => team.clients);
  return {
    environmentName,
    identityDomainUrl: environment.identityDomainUrl,
    teams,
    clients,
    resourceApplications: teams.flatMap((team) => team.resourceApplications),
    ...((only === undefined || only === environmentOnly) && { environment }),
    services,
    warnings: [
      ...clients.flatMap((node) => warningsOf(node, services).map((notice) => ({ node, ...notice }))),
      ...(only === undefined ? [] : teams.flatMap((team) => moves(team, environmentName))),
    ],
  };
}

/** Those problems with teams that stop a stack; all, where a stack's team cannot be found: it may be in a broken file. */
function stopping({ declared, problems }: ReadTeams, environment: Environment | undefined, only: string | undefined) {
  if (only === undefined) return problems;
  if (only === environmentOnly) {
    const file = environment && originOf(environment)?.source.file;
    return problems.filter((problem) => problem.file === file);
  }
  const files = declared.filter(({ team }) => team === only).map(({ source }) => source.file);
  return files.length > 0 ? problemsOf(files, problems) : problems;
}

function moves({ team, clients, resourceApplications }: TeamPart, environment: string) {
  return [...resourceApplications, ...clients].flatMap((node) =>
    movesFromOtherTeams(node, team, environment).map((notice) => ({ node, ...notice })),
  );
}

/**
 * What to do about names that the domain does not know: in a stack for a part of an environment, another stack may have to
 * make them first.
 *
 * @param name the stack's name
 */
export function whatOthersMake(name: string): string | undefined {
  const [environment, only] = name.split(".");
  if (only === undefined) return undefined;
  return `What other stacks make has to exist first: \`pulumi up --stack ${environment}.${environmentOnly}\` makes what environments/${environment}.yaml declares, \`pulumi up --stack ${environment}.<team>\` what a team declares.`;
}

function noTeam(stack: string, message: string): Problem {
  return { file: `Stack "${stack}"`, line: 0, column: 0, path: "", message };
}
