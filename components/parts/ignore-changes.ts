import type * as pulumi from "@pulumi/pulumi";

/** Options that also ignore changes of the given properties. */
export function ignoring(
  options: pulumi.CustomResourceOptions | undefined,
  ...properties: readonly string[]
): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: [...(options?.ignoreChanges ?? []), ...properties] };
}
