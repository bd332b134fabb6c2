// A client in an identity domain, and a bucket for its reports: two plugins named "oci" in one program.
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const idcsEndpoint = config.require("identityDomainUrl");

// The plugin of idcs-apps, by its version. An explicit provider does not read the stack's `oci:*` configuration: hand over what it
// needs, or leave it to the environment or a profile, as here.
const domains = new oci.Provider("domains", {}, { version: "4.20.0-idcs-apps.0.1.0" });

const client = new oci.identity.DomainsApp(
  "reports",
  {
    idcsEndpoint,
    displayName: "Example: reports",
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOauthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
  },
  { provider: domains },
);

// Everything else: the official plugin, in the version of `@pulumi/oci`.
const bucket = new oci.objectstorage.Bucket("reports", {
  compartmentId: config.require("compartmentId"),
  namespace: "example",
  name: "reports",
});

export const clientId = client.name;
export const clientSecret = client.clientSecret;
export const bucketName = bucket.name;
