import type * as pulumi from "@pulumi/pulumi";
import type { TeamPart } from "../../manifest/load-stack.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import type { Resolved } from "../look-up/resolve-names.ts";
import { apisFirst } from "./apis-first.ts";
import { declareClients } from "./declare-clients.ts";
import type { DeclaredResources } from "./declared-resources.ts";
import { EnvironmentResources } from "./environment-resources.ts";
import { Team } from "./team.ts";

/** Arguments of `declareStack`. */
export interface StackArgs {
  readonly identityDomainUrl: pulumi.Input<string>;
  readonly environmentName: string;
  readonly teams: readonly TeamPart[];
  /** What `resolveNames` found for the teams and the environment. */
  readonly resolved: Resolved;
  readonly services: Services;
  /** Whether state of other stacks may have been moved to this one since its last `up`. @default false */
  readonly isMoved?: boolean;
  /** What changes the resources of teams before they are registered. @default nothing */
  readonly transformations?: pulumi.ResourceTransformation[];
}

/** Declares a stack: first what clients may use (perimeters, settings, resource applications), then the clients. */
export function declareStack(args: StackArgs): Team[] {
  const { identityDomainUrl, environmentName, teams, resolved, services, isMoved = false, transformations = [] } = args;
  const shared = isEmpty(resolved)
    ? undefined
    : new EnvironmentResources(environmentName, { identityDomainUrl, environment: resolved.environment });
  const components = teams.map(({ team, ...part }) => ({
    part,
    component: new Team(
      team,
      {
        identityDomainUrl,
        owner: part.owner,
        resourceApplications: part.resourceApplications,
        adoptions: resolved.adoptions,
        isMoved,
      },
      { transformations },
    ),
  }));
  const declared: DeclaredResources = {
    applications: new Map(components.flatMap(({ component }) => [...component.applications])),
    networkPerimeters: shared?.networkPerimeters ?? new Map(),
    managedApplications: shared?.managedApplications ?? new Map(),
  };
  const teamOf = new Map(components.flatMap(({ part, component }) => part.clients.map((one) => [one, component])));
  for (const one of apisFirst(resolved.clients)) {
    const team = teamOf.get(one.client);
    if (team !== undefined) declareClients(team, [one], declared, services);
  }
  shared?.declareRoleAssignments(declared);
  return components.map(({ component }) => component);
}

function isEmpty({ environment }: Resolved): boolean {
  return Object.values(environment).every((list) => list.length === 0);
}
