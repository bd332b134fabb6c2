import type { ReadStacks, StackManifest } from "../../manifest/load-stack.ts";
import { ManifestError, renderProblem } from "../../manifest/yaml/problem.ts";
import { stackReader } from "../project/read-stacks.ts";
import type { FleetStack } from "./fleet-stack.ts";
import { dependenciesOf } from "./order.ts";

/** The stacks that an environment's manifests declare. */
export interface DeclaredFleet {
  readonly environment: string;
  readonly identityDomainUrl: string;
  /** The environment's own stack first, then the teams by name. */
  readonly stacks: readonly FleetStack[];
  /** What is wrong with files that do not even say whose they are. */
  readonly lostFiles: readonly string[];
}

/** The name of the stack for what the environment's file declares. */
export function environmentStack(environment: string): string {
  return `${environment}.environment`;
}

/**
 * The stacks of an environment, from its manifests: one for each team, and one for what the environment's file
 * declares, also if that is nothing. A mistake in one team's file is that stack's problem alone.
 *
 * @param folder the project's folder
 * @param project the name of the Pulumi project
 * @throws ManifestError if the environment's file is wrong, or no folder of teams can be read
 */
export function declaredFleet(folder: string, project: string, environment: string): DeclaredFleet {
  const read = stackReader(folder, project);
  const shared = read(environment);
  const own = shared.load(environmentStack(environment));
  const { environment: settings } = own;
  const declaresSomething = [
    settings?.networkPerimeters,
    settings?.roleAssignments,
    settings?.resourceApplications,
  ].some((list) => (list ?? []).length > 0);
  const teams = shared.teams.map((team) => loaded(read, `${environment}.${team}`, team));
  const dependencies = dependenciesOf(teams);
  return {
    environment,
    identityDomainUrl: own.identityDomainUrl,
    stacks: [
      { name: environmentStack(environment), manifest: own, isDeclaring: declaresSomething, needs: [] },
      ...teams.map((stack) => ({ ...stack, needs: dependencies.get(stack.name) ?? [] })),
    ],
    lostFiles: shared.ofNoTeam.map(renderProblem),
  };
}

/** Whether a team has anything in the environment. */
function isDeclaring({ clients, resourceApplications }: StackManifest): boolean {
  return clients.length + resourceApplications.length > 0;
}

function loaded(read: (stack: string) => ReadStacks, name: string, team: string): FleetStack {
  try {
    const manifest = read(name).load(name);
    return { name, team, manifest, isDeclaring: isDeclaring(manifest), needs: [] };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { name, team, problem: error.message, isDeclaring: true, needs: [] };
  }
}
