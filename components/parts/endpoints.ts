import * as pulumi from "@pulumi/pulumi";

/** The OAuth endpoints of an identity domain. */
export interface Endpoints {
  readonly token: pulumi.Output<string>;
  readonly authorization: pulumi.Output<string>;
  readonly deviceAuthorization: pulumi.Output<string>;
  readonly introspection: pulumi.Output<string>;
  readonly endSession: pulumi.Output<string>;
  /** The document with all endpoints, including those for client certificates (`secure_…`). */
  readonly discovery: pulumi.Output<string>;
}

/**
 * The OAuth endpoints of an identity domain.
 *
 * @see https://docs.oracle.com/en/cloud/paas/identity-cloud/rest-api/OATOAuthClientWebApp.html
 */
export function endpointsOf(identityDomainUrl: pulumi.Input<string>): Endpoints {
  return {
    token: pulumi.interpolate`${identityDomainUrl}/oauth2/v1/token`,
    authorization: pulumi.interpolate`${identityDomainUrl}/oauth2/v1/authorize`,
    deviceAuthorization: pulumi.interpolate`${identityDomainUrl}/oauth2/v1/device`,
    introspection: pulumi.interpolate`${identityDomainUrl}/oauth2/v1/introspect`,
    endSession: pulumi.interpolate`${identityDomainUrl}/oauth2/v1/userlogout`,
    discovery: pulumi.interpolate`${identityDomainUrl}/.well-known/idcs-configuration`,
  };
}
