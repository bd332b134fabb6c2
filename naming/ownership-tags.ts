/**
 * Keys of the tags by which an identity domain says whose a resource is. Frozen with version 1: resources that exist are
 * found by them. No manifest may set them.
 */
export const ownershipTags = {
  /** The program that manages the resource: `managedByValue`. */
  managedBy: "managed-by",
  /** `<project>/<stack>`. */
  stack: "stack",
  /** A hash of the resource's URN. */
  urn: "urn",
  team: "team",
  /** The name of the client, or resource application, in its team's manifest. */
  client: "client",
  /** The e-mail address that answers for it. */
  owner: "owner",
  /** Counts the client secrets. */
  secretVersion: "secret-version",
} as const;

/** The value of the tag `managed-by` of every resource of this project. */
export const managedByValue = "idcs-apps";
