import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { type GrantArgs, type GranteeType, grantInputs, grantOptions } from "./parts/grant.ts";

/** Arguments of `AppRoleAssignment`. */
export interface AppRoleAssignmentArgs extends GrantArgs<GranteeType> {
  /** Id of the application that defines the role (not of the one that receives it). */
  resourceApplicationId: pulumi.Input<string>;
  /** Id of the app role. */
  roleId: pulumi.Input<string>;
}

/**
 * Grants an app role, such as Oracle Integration's `ServiceDeveloper`, to an application, a user or a group. Any change
 * replaces the assignment.
 *
 * It is the `DomainsGrant` itself, not a component around one: Pulumi's cost grows with the square of the resources.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/WorkingWithApps.htm
 */
export class AppRoleAssignment extends oci.identity.DomainsGrant {
  constructor(name: string, args: AppRoleAssignmentArgs, options?: pulumi.CustomResourceOptions) {
    const entitlement = { attributeName: "appRoles", attributeValue: args.roleId };
    super(
      name,
      { ...grantInputs(args), app: { value: args.resourceApplicationId }, entitlement },
      grantOptions(options),
    );
  }
}
