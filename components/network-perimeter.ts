import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { ignoring } from "./parts/ignore-changes.ts";
import { resourceTags } from "./parts/ownership.ts";

/** An address, a block or a range of a network perimeter. */
export interface PerimeterAddress {
  /** @example "203.0.113.0/24" */
  value: string;
  /** @example "CIDR" */
  type: "CIDR" | "RANGE" | "EXACT";
  version: "IPV4" | "IPV6";
}

/** Arguments of `NetworkPerimeter`. */
export interface NetworkPerimeterArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Its name; unique in the domain (case-insensitive). */
  perimeterName: pulumi.Input<string>;
  /** The addresses inside; at least one. */
  addresses: pulumi.Input<readonly PerimeterAddress[]>;
}

/**
 * The addresses from which a client may request tokens ("Restrict by network perimeter").
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/networkperimeters/overview.htm
 */
export class NetworkPerimeter extends oci.identity.DomainsNetworkPerimeter {
  constructor(name: string, args: NetworkPerimeterArgs, options: pulumi.CustomResourceOptions = {}) {
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"],
        attributeSets: ["default", "request"],
        name: args.perimeterName,
        ipAddresses: pulumi.output(args.addresses).apply((all) => [...all]),
        tags: resourceTags("oci:Identity/domainsNetworkPerimeter:DomainsNetworkPerimeter", name, options.parent),
      },
      ignoring(options, "schemas"),
    );
  }
}
