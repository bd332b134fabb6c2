import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components/client-certificate.ts";
import { packageTypes } from "../../naming/resource-names.ts";

/** Arguments of `ClientCertificate`. */
export interface ClientCertificateArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The name under which applications list it, and the kid of assertions. Let it change with the certificate: the new one is created before the old one is deleted. */
  alias: pulumi.Input<string>;
  /** The X.509 certificate: its DER form in base64. */
  base64: pulumi.Input<string>;
}

/** A certificate with which clients authenticate or sign assertions. Any change replaces it. */
export class ClientCertificate extends pulumi.ComponentResource {
  /** The alias, for certificateAliases of ConfidentialApplication. It is known once the certificate exists. */
  readonly certificateAlias: pulumi.Output<string>;

  constructor(name: string, args: ClientCertificateArgs, options?: pulumi.ComponentResourceOptions) {
    super(packageTypes.clientCertificate, name, {}, options);
    this.certificateAlias = new components.ClientCertificate(name, args, { parent: this }).certificateAlias;
    this.registerOutputs();
  }
}
