import * as pulumi from "@pulumi/pulumi";
import { componentTypes } from "../../naming/resource-names.ts";
import { AppRoleAssignment } from "../app-role-assignment.ts";
import type { ResolvedEnvironment, ResolvedManagedApplication } from "../look-up/resolve-names.ts";
import { ManagedApplication, type ManagedApplicationArgs } from "../managed-application.ts";
import { NetworkPerimeter } from "../network-perimeter.ts";
import { type DeclaredResources, idOfApp, idOfRole } from "./declared-resources.ts";
import { grantees } from "./grantees.ts";

/** Arguments of `EnvironmentResources`. */
export interface EnvironmentArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** What the environment's file declares, as `resolveNames` returns it. */
  environment: ResolvedEnvironment;
}

/**
 * What all teams of an environment share, and therefore no team owns: network perimeters, settings of Oracle's own
 * applications and, once `declareRoleAssignments` has been called, app roles of users and groups.
 */
export class EnvironmentResources extends pulumi.ComponentResource {
  /** Ids of the network perimeters, by name in lower case. */
  readonly networkPerimeters: ReadonlyMap<string, pulumi.Output<string>>;
  /** By display name. */
  readonly managedApplications: ReadonlyMap<string, ManagedApplication>;
  readonly #args: EnvironmentArgs;

  constructor(name: string, args: EnvironmentArgs, options?: pulumi.ComponentResourceOptions) {
    super(componentTypes.environment, name, {}, options);
    this.#args = args;
    const { identityDomainUrl, environment } = args;
    const perimeters = environment.networkPerimeters.map(({ name: perimeterName, addresses }) => {
      const perimeter = new NetworkPerimeter(
        `${name}/perimeter/${perimeterName.toLowerCase()}`,
        { identityDomainUrl, perimeterName, addresses },
        { parent: this },
      );
      return [perimeterName.toLowerCase(), perimeter.id] as const;
    });
    this.networkPerimeters = new Map(perimeters);
    this.managedApplications = new Map(
      environment.managedApplications.map((managed) => [managed.app.displayName, this.#manage(name, managed)]),
    );
    this.registerOutputs();
  }

  /** Declares the app roles of users and groups in the environment's file. */
  declareRoleAssignments(declared: DeclaredResources): void {
    const { identityDomainUrl, environment } = this.#args;
    for (const { app, role, ...assigned } of environment.roleAssignments) {
      for (const { name, ...args } of grantees(assigned)) {
        new AppRoleAssignment(
          `${app.displayName}/${role.displayName}/${name}`,
          {
            identityDomainUrl,
            resourceApplicationId: idOfApp(app, declared),
            roleId: idOfRole(role, app, declared),
            ...args,
          },
          { parent: this },
        );
      }
    }
  }

  #manage(name: string, managed: ResolvedManagedApplication): ManagedApplication {
    const args = managedArguments(this.#args.identityDomainUrl, managed);
    return new ManagedApplication(`${name}/application/${managed.app.displayName}`, args, { parent: this });
  }
}

/** The arguments of a managed application: scopes and audiences are added to those that it has. */
export function managedArguments(
  identityDomainUrl: pulumi.Input<string>,
  { app, settings }: ResolvedManagedApplication,
): ManagedApplicationArgs {
  const { app: _, scopes, secondaryAudiences, redirectUrls, ...rest } = settings;
  const audiences = [...new Set([...app.secondaryAudiences, ...secondaryAudiences])];
  return {
    identityDomainUrl,
    application: app,
    ...rest,
    ...(redirectUrls !== undefined && { redirectUrls: [...redirectUrls] }),
    ...(scopes.length > 0 && { scopes: app.scopes.map(({ fullyQualified: __, ...scope }) => scope) }),
    ...(secondaryAudiences.length > 0 && { secondaryAudiences: audiences }),
  };
}
