import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Tag } from "../../manifest/keys-and-defaults/tags.ts";
import { managedByValue, ownershipTags, type secretDeliveries } from "../../naming/ownership-tags.ts";
import { applicationType } from "./app-schemas.ts";

/** The team, client and owner that an application belongs to, as a team's manifest names them. */
export interface Ownership {
  /** The team that declares it. */
  team: pulumi.Input<string>;
  /** The client's name in the team's manifest. */
  client: pulumi.Input<string>;
  /** E-mail address for questions about it. */
  owner: pulumi.Input<string>;
  /**
   * The number of the client secret: a change regenerates the secret.
   * @default 1 for a client with a secret, none for a public client and a resource application
   */
  secretVersion?: pulumi.Input<number> | undefined;
  /**
   * `retired` for an application that may be deleted later.
   * @default "active"
   */
  state?: pulumi.Input<"active" | "retired">;
  /**
   * The day from which the client secret's age is counted, `YYYY-MM-DD`: a change regenerates the secret.
   * @default none
   */
  secretSince?: pulumi.Input<string>;
  /**
   * Where the client secret is delivered to: `vault-only` keeps it out of the state.
   * @default nowhere
   */
  secretDelivery?: SecretDelivery | undefined;
  /**
   * Tags of a rotation, by key.
   * @default none
   */
  rotation?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /**
   * The ids of grants that the update of the application revokes.
   * @default none
   */
  revokedGrants?: pulumi.Input<readonly string[]>;
}

/** Where a client secret is delivered to by `pulumi up`. */
export type SecretDelivery = (typeof secretDeliveries)[keyof typeof secretDeliveries];

/** What the tag `stack` of this program's resources says: `<project>/<stack>`. */
export function stackTag(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}

/** Whether a tag `stack` names a stack of the environment of this program's one: `<environment>` or `<environment>.<part>`. */
export function isOfEnvironment(tag: string | undefined): boolean {
  const environment = `${pulumi.getProject()}/${pulumi.getStack().split(".")[0]}`;
  return tag === environment || tag?.startsWith(`${environment}.`) === true;
}

/** The tags that say which stack a resource belongs to; one request finds all resources of a stack by them. */
export function stackTags(): Tag[] {
  return [
    { key: ownershipTags.managedBy, value: managedByValue },
    { key: ownershipTags.stack, value: stackTag() },
  ];
}

/**
 * The tags that say which stack and which resource own a resource.
 *
 * @param name the resource's logical name
 * @param parent the component that declares it, if one does
 */
export function resourceTags(type: string, name: string, parent?: pulumi.Resource): pulumi.Output<Tag[]> {
  const urn = pulumi.createUrn(name, type, parent && valueOnly(parent.urn));
  return urn.apply((ownUrn) => {
    const hash = createHash("sha256").update(ownUrn).digest("hex").slice(0, 32);
    return [...stackTags(), { key: ownershipTags.urn, value: hash }];
  });
}

/** What the tags of a team's resource are derived from. */
export interface TagArgs {
  ownership?: Ownership | undefined;
  tags?: pulumi.Input<readonly Tag[]> | undefined;
}

/**
 * An application's tags: the ownership tags, which say in the domain itself to which stack and resource it belongs (so
 * that recovery after a lost answer is safe, drift can be explained and other applications are never touched), and then
 * its own. Tags are returned on request only.
 *
 * @param parent the component that declares the application
 * @param name the application's logical name
 */
export function applicationTags(parent: pulumi.ComponentResource, name: string, args: TagArgs): pulumi.Output<Tag[]> {
  return ownedTags(applicationType, name, parent, args);
}

/** The ownership tags of a resource that belongs to a team's client or resource application, and then its own. */
export function ownedTags(
  type: string,
  name: string,
  parent: pulumi.Resource | undefined,
  { ownership, tags = [] }: TagArgs,
): pulumi.Output<Tag[]> {
  const ours = resourceTags(type, name, parent);
  return pulumi.all([ours, pulumi.output(ownership), pulumi.output(tags)]).apply(([stack, owned, own]) => {
    const organisation: Record<string, string> = owned
      ? {
          [ownershipTags.team]: owned.team,
          [ownershipTags.client]: owned.client,
          [ownershipTags.owner]: owned.owner,
          ...(owned.secretVersion !== undefined && { [ownershipTags.secretVersion]: String(owned.secretVersion) }),
          ...(owned.secretSince !== undefined && { [ownershipTags.secretSince]: owned.secretSince }),
          ...(owned.state === "retired" && { [ownershipTags.retired]: "true" }),
          ...(owned.secretDelivery !== undefined && { [ownershipTags.secretDelivery]: owned.secretDelivery }),
          ...owned.rotation,
        }
      : {};
    const revoked = owned?.revokedGrants ?? [];
    return [
      ...stack,
      ...Object.entries(organisation).map(([key, value]) => ({ key, value })),
      ...own,
      ...(revoked.length > 0 ? [{ key: ownershipTags.revokedGrants, value: revoked.join(" ") }] : []),
    ];
  });
}

/**
 * The value without its dependencies: depending on a component means waiting for its children, the application
 * included.
 */
function valueOnly<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
