import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Who an application is for, in the words of a team's manifest. */
export interface Ownership {
  /** The team that declares it. */
  team: pulumi.Input<string>;
  /** The client's name in the team's manifest. */
  client: pulumi.Input<string>;
  /** Whom to ask about it: an e-mail address. */
  owner: pulumi.Input<string>;
  /**
   * Counts the client secrets; this version only records it.
   * @default 1
   */
  secretVersion?: pulumi.Input<number>;
}

/** A tag of a resource in the domain. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The tags that say which stack a resource belongs to; a stack's resources are found by them with one request. */
export function stackTags(): Tag[] {
  return [
    { key: "managed-by", value: "idcs-apps" },
    { key: "stack", value: `${pulumi.getProject()}/${pulumi.getStack()}` },
  ];
}

/**
 * The tags that say, in the domain itself, which stack and which resource own an application: what makes recovery after
 * a lost answer safe, drift explainable and other people's applications untouchable. Tags are returned on request only.
 *
 * @param parent the component that declares the application
 * @param type the application's resource type
 * @param name the application's logical name
 */
export function ownershipTags(
  parent: pulumi.ComponentResource,
  type: string,
  name: string,
  ownership: Ownership | undefined,
): pulumi.Output<Tag[]> {
  const urn = pulumi.createUrn(name, type, valueOnly(parent.urn));
  return pulumi.all([urn, pulumi.output(ownership)]).apply(([ownUrn, owned]) => {
    const tags: Record<string, string> = {
      urn: createHash("sha256").update(ownUrn).digest("hex").slice(0, 32),
      ...(owned && {
        team: owned.team,
        client: owned.client,
        owner: owned.owner,
        "secret-version": String(owned.secretVersion ?? 1),
      }),
    };
    return [...stackTags(), ...Object.entries(tags).map(([key, value]) => ({ key, value }))];
  });
}

/** The value without its dependencies: to depend on a component is to wait for all its children, the application too. */
function valueOnly<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
