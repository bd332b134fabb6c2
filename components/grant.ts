import type * as pulumi from "@pulumi/pulumi";

/** What can hold an app role. */
export type GranteeType = "App" | "User" | "Group";

/** How an administrator's assignment is marked, by what it is made to. */
export const grantMechanisms: Readonly<Record<GranteeType, string>> = {
  App: "ADMINISTRATOR_TO_APP",
  User: "ADMINISTRATOR_TO_USER",
  Group: "ADMINISTRATOR_TO_GROUP",
};

export const grantSchemas = ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"];

/** An assignment's tags are told at its creation only: a change of them would replace it. */
export function grantOptions(options: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: [...((options.ignoreChanges as string[] | undefined) ?? []), "tags"] };
}
