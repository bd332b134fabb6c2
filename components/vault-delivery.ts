import utilities from "@pulumi/oci/utilities.js";
import * as pulumi from "@pulumi/pulumi";
import type { VaultPlace } from "../manifest/keys-and-defaults/deliver.ts";
import type { OpenMembers } from "../naming/delivered-document.ts";
import { vaultDeliveryType } from "../naming/resource-names.ts";

/** Arguments of `VaultDelivery`. */
export interface VaultDeliveryArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The id of the application whose client secret is delivered: `applicationId` of `ConfidentialApplication`. */
  applicationId: pulumi.Input<string>;
  /** The document that is delivered, without the secret. */
  document: pulumi.Input<OpenMembers>;
  /** A secret in Oracle's vault, by its OCID, or by its name in a compartment. */
  place: VaultPlace;
  /**
   * What says which secret the application has: another value delivers again.
   * @default nothing
   */
  secretTags?: pulumi.Input<readonly string[]>;
  /**
   * Whether the client is retired, so that no token is requested with its secret.
   * @default false
   */
  retired?: boolean;
}

/**
 * The delivery of a client ID and its secret to Oracle's vault, by each `pulumi up` that changes one of them.
 *
 * Guarantees: the plugin reads the secret from the identity domain when it delivers, so no input, output or state of this resource
 * has it; the current version in the vault is the former pair or the new one, which has given a token. Deleting it deletes nothing in
 * the vault. Only this project's plugin knows it.
 */
export class VaultDelivery extends pulumi.CustomResource {
  /** The OCID of the secret in the vault. */
  declare readonly vaultSecret: pulumi.Output<string>;
  /** The number of its current version. */
  declare readonly version: pulumi.Output<number>;
  /** The SHA-256 of the document, in hexadecimal. */
  declare readonly sha256: pulumi.Output<string>;

  constructor(name: string, args: VaultDeliveryArgs, options: pulumi.CustomResourceOptions = {}) {
    const inputs = {
      idcsEndpoint: args.identityDomainUrl,
      application: args.applicationId,
      document: pulumi.output(args.document).apply((document) => JSON.stringify(document)),
      secretTags: args.secretTags ?? [],
      retired: args.retired ?? false,
      ...args.place,
      vaultSecret: undefined,
      version: undefined,
      sha256: undefined,
    };
    // The plugin's version is that of the package: with another one, Pulumi would start a second plugin.
    super(vaultDeliveryType, name, inputs, pulumi.mergeOptions({ version: utilities.getVersion() }, options));
  }
}
