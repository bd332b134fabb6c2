import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { type GrantArgs, type GranteeType, grantInputs, grantOptions } from "./parts/grant.ts";

/** Arguments of `AccessAssignment`. */
export interface AccessAssignmentArgs extends GrantArgs<Exclude<GranteeType, "App">> {
  /** Id of the application. */
  applicationId: pulumi.Input<string>;
}

/**
 * Assigns a user or a group to an application: the console's "Assign users" and "Assign groups", which decide who gets
 * tokens through an application that enforces grants. Any change replaces the assignment.
 *
 * It is the `DomainsGrant` itself, not a component around one: Pulumi's cost grows with the square of the resources.
 */
export class AccessAssignment extends oci.identity.DomainsGrant {
  constructor(name: string, args: AccessAssignmentArgs, options?: pulumi.CustomResourceOptions) {
    super(name, { ...grantInputs(args), app: { value: args.applicationId } }, grantOptions(options));
  }
}
