import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { type GranteeType, grantMechanisms, grantOptions, grantSchemas } from "./grant.ts";
import { stackTags } from "./ownership.ts";

/** What an `AccessAssignment` is made from. */
export interface AccessAssignmentArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Id of the application that may be used. */
  applicationId: pulumi.Input<string>;
  /** Whether a user or a group is assigned. */
  granteeType: pulumi.Input<Exclude<GranteeType, "App">>;
  /** Id of the user or group. */
  granteeId: pulumi.Input<string>;
}

/**
 * Assigns a user or a group to an application: the console's "Assign users" and "Assign groups", which decide who gets
 * tokens through an application that enforces grants. Any change replaces the assignment.
 *
 * It is the `DomainsGrant` itself, not a component around one: Pulumi's cost grows with the square of the resources.
 */
export class AccessAssignment extends oci.identity.DomainsGrant {
  constructor(name: string, args: AccessAssignmentArgs, options?: pulumi.CustomResourceOptions) {
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: grantSchemas,
        attributeSets: ["default", "request"],
        tags: stackTags(),
        grantMechanism: pulumi.output(args.granteeType).apply((type) => grantMechanisms[type]),
        grantee: { type: args.granteeType, value: args.granteeId },
        app: { value: args.applicationId },
      },
      grantOptions(options),
    );
  }
}
