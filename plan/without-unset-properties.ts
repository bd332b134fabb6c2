import type * as pulumi from "@pulumi/pulumi";

/** The properties of an application that components read when it is declared. */
const read: ReadonlySet<string> = new Set(["audience", "clientSecret", "name"]);

/**
 * Takes from applications the properties that the program does not set. The SDK makes an output for each of about 170, and a dozen
 * promises for each output: that is half of the time and memory of a plan, and nobody reads them there.
 */
export const withoutUnsetProperties: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "oci:Identity/domainsApp:DomainsApp"
    ? {
        props: Object.fromEntries(
          Object.entries(props).filter(([name, value]) => value !== undefined || read.has(name)),
        ),
        opts,
      }
    : undefined;
