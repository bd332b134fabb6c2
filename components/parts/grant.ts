import * as pulumi from "@pulumi/pulumi";
import { ignoring } from "./ignore-changes.ts";
import { stackTags } from "./ownership.ts";

/** What can hold an app role. */
export type GranteeType = "App" | "User" | "Group";

/** Arguments of every assignment. */
export interface GrantArgs<Type extends GranteeType> {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** What receives the assignment: an application, a user or a group. */
  granteeType: pulumi.Input<Type>;
  /** Id of the application, user or group that receives it. */
  granteeId: pulumi.Input<string>;
}

/** The grant mechanism of an administrator's assignment, by the type of the grantee. */
const grantMechanisms: Readonly<Record<GranteeType, string>> = {
  App: "ADMINISTRATOR_TO_APP",
  User: "ADMINISTRATOR_TO_USER",
  Group: "ADMINISTRATOR_TO_GROUP",
};

/** The inputs of a `DomainsGrant` that all assignments have in common. */
export function grantInputs({ identityDomainUrl, granteeType, granteeId }: GrantArgs<GranteeType>) {
  return {
    idcsEndpoint: identityDomainUrl,
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    attributeSets: ["default", "request"],
    tags: stackTags(),
    grantMechanism: pulumi.output(granteeType).apply((type) => grantMechanisms[type]),
    grantee: { type: granteeType, value: granteeId },
  };
}

/** Ignores changes of tags: they are set when the assignment is created, and a change would replace it. */
export function grantOptions(options?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return ignoring(options, "tags");
}
