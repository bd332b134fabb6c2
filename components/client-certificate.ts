import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { certificateType } from "../naming/resource-names.ts";
import { ignoring } from "./parts/ignore-changes.ts";
import { resourceTags } from "./parts/ownership.ts";

/** Arguments of `ClientCertificate`. */
export interface ClientCertificateArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /**
   * The name under which applications list it, and the `kid` in the header of an assertion. Let it change with the
   * certificate (include its fingerprint, for example): the new one is created before the old one is deleted.
   */
  alias: pulumi.Input<string>;
  /** The X.509 certificate: its DER form in base64. */
  base64: pulumi.Input<string>;
}

/**
 * A certificate with which clients authenticate or sign assertions. Any change replaces it.
 *
 * @see https://docs.oracle.com/en/cloud/paas/identity-cloud/rest-api/api-oauthclientcertificates.html
 */
export class ClientCertificate extends oci.identity.DomainsOauthClientCertificate {
  constructor(name: string, args: ClientCertificateArgs, options: pulumi.CustomResourceOptions = {}) {
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"],
        certificateAlias: args.alias,
        x509base64certificate: args.base64,
        tags: resourceTags(certificateType, name, options.parent),
      },
      ignoring(options, "tags"),
    );
  }
}
