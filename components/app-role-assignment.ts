import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { type GranteeType, grantMechanisms, grantOptions, grantSchemas } from "./grant.ts";
import { stackTags } from "./ownership.ts";

/** What an `AppRoleAssignment` is made from. */
export interface AppRoleAssignmentArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Id of the application that defines the role (not of the one that gets it). */
  resourceApplicationId: pulumi.Input<string>;
  /** Id of the app role. */
  roleId: pulumi.Input<string>;
  /** Whether the role is given to an application, a user or a group. */
  granteeType: pulumi.Input<GranteeType>;
  /** Id of the application, user or group that gets the role. */
  granteeId: pulumi.Input<string>;
}

/**
 * Gives an app role, such as Oracle Integration's `ServiceDeveloper`, to an application, a user or a group. Any change
 * replaces the assignment.
 *
 * It is the `DomainsGrant` itself, not a component around one: Pulumi's cost grows with the square of the resources.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/WorkingWithApps.htm
 */
export class AppRoleAssignment extends oci.identity.DomainsGrant {
  constructor(name: string, args: AppRoleAssignmentArgs, options?: pulumi.CustomResourceOptions) {
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: grantSchemas,
        attributeSets: ["default", "request"],
        tags: stackTags(),
        grantMechanism: pulumi.output(args.granteeType).apply((type) => grantMechanisms[type]),
        grantee: { type: args.granteeType, value: args.granteeId },
        app: { value: args.resourceApplicationId },
        entitlement: { attributeName: "appRoles", attributeValue: args.roleId },
      },
      grantOptions(options),
    );
  }
}
