/**
 * Keys of the ownership tags, which say in the identity domain to which stack and team a resource belongs. Frozen with
 * version 1: existing resources are found by them. No manifest may set them.
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
  /** The e-mail address of the team's owner. */
  owner: "owner",
  /** The number of the client secret. */
  secretVersion: "secret-version",
  /** The day on which the plugin adopted the application, `YYYY-MM-DD` in UTC. The plugin alone sets it. */
  adopted: "adopted",
} as const;

/** The value of the tag `managed-by` of every resource of this project. */
export const managedByValue = "idcs-apps";
