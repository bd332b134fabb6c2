import type * as pulumi from "@pulumi/pulumi";

/** The options, and in them more properties whose changes are ignored. */
export function ignoring(
  options: pulumi.CustomResourceOptions | undefined,
  ...properties: readonly string[]
): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: [...(options?.ignoreChanges ?? []), ...properties] };
}
