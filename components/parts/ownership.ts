import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Tag } from "../../manifest/keys-and-defaults/tags.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { applicationType } from "./app-schemas.ts";

/** Who an application is for, in the words of a team's manifest. */
export interface Ownership {
  /** The team that declares it. */
  team: pulumi.Input<string>;
  /** The client's name in the team's manifest. */
  client: pulumi.Input<string>;
  /** Whom to ask about it: an e-mail address. */
  owner: pulumi.Input<string>;
  /**
   * Counts the client secrets: a change of it makes a new one.
   * @default 1 for a client, none for a resource application
   */
  secretVersion?: pulumi.Input<number>;
}

/** The tags that say which stack a resource belongs to; a stack's resources are found by them with one request. */
export function stackTags(): Tag[] {
  return [
    { key: ownershipTags.managedBy, value: managedByValue },
    { key: ownershipTags.stack, value: `${pulumi.getProject()}/${pulumi.getStack()}` },
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

/** What an application's tags are made from. */
export interface TagArgs {
  ownership?: Ownership | undefined;
  tags?: pulumi.Input<readonly Tag[]> | undefined;
}

/**
 * An application's tags: those that say, in the domain itself, which stack and which resource own it (what makes recovery
 * after a lost answer safe, drift explainable and other people's applications untouchable), and then its own. Tags are
 * returned on request only.
 *
 * @param parent the component that declares the application
 * @param name the application's logical name
 */
export function applicationTags(
  parent: pulumi.ComponentResource,
  name: string,
  { ownership, tags = [] }: TagArgs,
): pulumi.Output<Tag[]> {
  const ours = resourceTags(applicationType, name, parent);
  return pulumi.all([ours, pulumi.output(ownership), pulumi.output(tags)]).apply(([stack, owned, own]) => {
    const organisation: Record<string, string> = owned
      ? {
          [ownershipTags.team]: owned.team,
          [ownershipTags.client]: owned.client,
          [ownershipTags.owner]: owned.owner,
          ...(owned.secretVersion !== undefined && { [ownershipTags.secretVersion]: String(owned.secretVersion) }),
        }
      : {};
    return [...stack, ...Object.entries(organisation).map(([key, value]) => ({ key, value })), ...own];
  });
}

/** The value without its dependencies: to depend on a component is to wait for all its children, the application too. */
function valueOnly<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
