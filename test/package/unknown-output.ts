import * as pulumi from "@pulumi/pulumi";
import * as internals from "@pulumi/pulumi/output.js";

/** An output as a preview passes it if only an update knows its value. */
export function unknownOutput(): pulumi.Output<unknown> {
  // Pulumi's types do not show it.
  return pulumi.output((internals as unknown as { readonly unknown: unknown }).unknown);
}
