const known = [
  "resources DomainsApp, DomainsAppRole, DomainsGrant, DomainsNetworkPerimeter and DomainsOauthClientCertificate",
  "functions getDomainsApps, getDomainsAppRoles, getDomainsUsers, getDomainsGroups, getDomainsNetworkPerimeters and getDomainsOauthClientCertificates",
].join(", ");

/** What is said of a type or function of the package `oci` that this plugin does not know. */
export function notOfIdentityDomains(token: string): string {
  return [
    `${token} is none of what this project's own plugin "oci" knows (${known}).`,
    'To use it, remove the lines "plugins: providers:" from Pulumi.yaml: Pulumi then takes the official plugin, with the same program and the same state.',
  ].join("\n");
}
