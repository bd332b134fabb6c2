import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/app-role-assignment.ts";
import type { GranteeType } from "../../components/parts/grant.ts";
import { packageTypes } from "../../naming/resource-names.ts";

/** Arguments of `AppRoleAssignment`. */
export interface AppRoleAssignmentArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Id of the application that defines the role (not of the one that receives it). */
  resourceApplicationId: pulumi.Input<string>;
  /** Id of the app role. */
  roleId: pulumi.Input<string>;
  /** What receives the role. Values: `App`, `User`, `Group`. */
  granteeType: pulumi.Input<string>;
  /** Id of the application, user or group that receives it. */
  granteeId: pulumi.Input<string>;
}

/** Grants an app role, such as Oracle Integration's ServiceDeveloper, to an application, a user or a group. Any change replaces the assignment. */
export class AppRoleAssignment extends pulumi.ComponentResource {
  /** The id of the grant in the identity domain. */
  readonly grantId: pulumi.Output<string>;

  constructor(name: string, args: AppRoleAssignmentArgs, options?: pulumi.ComponentResourceOptions) {
    super(packageTypes.appRoleAssignment, name, {}, options);
    const granteeType = args.granteeType as pulumi.Input<GranteeType>;
    this.grantId = new components.AppRoleAssignment(name, { ...args, granteeType }, { parent: this }).id;
    this.registerOutputs();
  }
}
