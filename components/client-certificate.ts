import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { certificateType } from "../naming/resource-names.ts";
import { ignoring } from "./parts/ignore-changes.ts";
import { resourceTags } from "./parts/ownership.ts";

/** What a `ClientCertificate` is made from. */
export interface ClientCertificateArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /**
   * The name by which applications list it, and which the header of an assertion gives as `kid`. Let it change with the
   * certificate (its fingerprint in it, say): the new one is made before the old one is deleted.
   */
  alias: pulumi.Input<string>;
  /** The X.509 certificate: its DER form in base64. */
  base64: pulumi.Input<string>;
}

/**
 * A certificate by which clients prove who they are or sign assertions. Any change replaces it.
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
