import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/network-perimeter.ts";
import type { NetworkPerimeterManifest } from "../../manifest/keys-and-defaults/environment.ts";
import { packageTypes } from "../../naming/resource-names.ts";
import { environmentPart } from "../environment-part.ts";
import { componentName, valuesOf } from "../values.ts";

/** Arguments of `NetworkPerimeter`. */
export interface NetworkPerimeterArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Its name, unique in the identity domain. */
  perimeterName: pulumi.Input<string>;
  /** IP addresses, blocks and ranges, version 4 or 6. Example: `["203.0.113.0/24", "10.0.0.1-10.0.0.9", "198.51.100.7"]`. */
  addresses: pulumi.Input<pulumi.Input<string>[]>;
}

/** The addresses from which a client may be used ("Restrict by network perimeter"). */
export class NetworkPerimeter extends pulumi.ComponentResource {
  /** The id of the perimeter in the identity domain, for networkPerimeterIds of ConfidentialApplication. */
  readonly perimeterId: pulumi.Output<string>;

  /** Checks the arguments as those of an environment's file. @throws pulumi.InputPropertiesError */
  static async declare(
    name: string,
    args: NetworkPerimeterArgs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<NetworkPerimeter> {
    const component = componentName("NetworkPerimeter", name);
    const { identityDomainUrl, perimeterName, addresses } = await valuesOf(component, args);
    const written = { networkPerimeters: [{ name: perimeterName, addresses }] };
    const places = { name: "perimeterName" };
    const { networkPerimeters } = environmentPart(component, identityDomainUrl, written, places);
    const [perimeter] = networkPerimeters;
    if (perimeter === undefined) throw new TypeError(`${component} was checked, but is not there`);
    return new NetworkPerimeter(name, args, options, perimeter);
  }

  private constructor(
    name: string,
    args: NetworkPerimeterArgs,
    options: pulumi.ComponentResourceOptions,
    { addresses }: NetworkPerimeterManifest,
  ) {
    super(packageTypes.networkPerimeter, name, {}, options);
    this.perimeterId = new components.NetworkPerimeter(name, { ...args, addresses }, { parent: this }).id;
    this.registerOutputs();
  }
}
