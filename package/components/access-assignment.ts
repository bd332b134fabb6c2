import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/access-assignment.ts";
import { packageTypes } from "../../naming/resource-names.ts";

/** Arguments of `AccessAssignment`. */
export interface AccessAssignmentArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Id of the application. */
  applicationId: pulumi.Input<string>;
  /** What is assigned. Values: `User`, `Group`. */
  granteeType: pulumi.Input<string>;
  /** Id of the user or group. */
  granteeId: pulumi.Input<string>;
}

/** Assigns a user or a group to an application, which decides who gets tokens through an application that enforces grants. Any change replaces the assignment. */
export class AccessAssignment extends pulumi.ComponentResource {
  /** The id of the grant in the identity domain. */
  readonly grantId: pulumi.Output<string>;

  constructor(name: string, args: AccessAssignmentArgs, options?: pulumi.ComponentResourceOptions) {
    super(packageTypes.accessAssignment, name, {}, options);
    const granteeType = args.granteeType as pulumi.Input<"User" | "Group">;
    this.grantId = new components.AccessAssignment(name, { ...args, granteeType }, { parent: this }).id;
    this.registerOutputs();
  }
}
