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
  /** `true` for an application that is retired; absent for any other. */
  retired: "retired",
  /** The day (UTC, `YYYY-MM-DD`) from which the client secret's age is counted; only with `secret: { every }`. */
  secretSince: "secret-since",
  /** Where its client secret is delivered to by each `pulumi up`: `vault`, or `vault-only` if the state must not have it. */
  secretDelivery: "secret-delivery",
  /** Which application of a rotated client it is: `A` or `B`. */
  rotationHalf: "rotation-half",
  /** The number of its secret among those of both applications, instead of `secret-version`. */
  rotationSecret: "rotation-secret",
  /** What a rotation has done with it: `staged`, `tested`, `current`, `previous` or `closed`. */
  rotationState: "rotation-state",
  /** The day (UTC) on which its secret was made for use. */
  rotationSince: "rotation-since",
  /** The day (UTC) on which the previous pair is closed. */
  rotationUntil: "rotation-until",
  /** The number of the rotation that its secret was made for. */
  rotationVersion: "rotation-version",
  /** How often its new secret was tried in vain. */
  rotationTries: "rotation-tries",
  /** Why the last try failed. */
  rotationFailure: "rotation-failure",
  /**
   * The ids of grants that this run revokes, with a space between them. The program gives it to the plugin, which never writes it
   * into the domain.
   */
  revokedGrants: "revoked-grants",
} as const;

/** The values of the tag `secret-delivery`. */
export const secretDeliveries = { vault: "vault", vaultOnly: "vault-only" } as const;

/** The value of the tag `managed-by` of every resource of this project. */
export const managedByValue = "idcs-apps";
