import * as pulumi from "@pulumi/pulumi";
import { ignoring } from "./ignore-changes.ts";
import { stackTags } from "./ownership.ts";

/** What can hold an app role. */
export type GranteeType = "App" | "User" | "Group";

/** What every assignment is made from. */
export interface GrantArgs<Type extends GranteeType> {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** What gets the assignment: an application, a user or a group. */
  granteeType: pulumi.Input<Type>;
  /** Id of the application, user or group that gets it. */
  granteeId: pulumi.Input<string>;
}

/** How an administrator's assignment is marked, by what it is made to. */
const grantMechanisms: Readonly<Record<GranteeType, string>> = {
  App: "ADMINISTRATOR_TO_APP",
  User: "ADMINISTRATOR_TO_USER",
  Group: "ADMINISTRATOR_TO_GROUP",
};

/** The part of a `DomainsGrant` that all assignments have. */
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

/** An assignment's tags are told at its creation only: a change of them would replace it. */
export function grantOptions(options?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return ignoring(options, "tags");
}
