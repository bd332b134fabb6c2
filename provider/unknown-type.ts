const known = [
  "resources DomainsApp, DomainsAppRole, DomainsGrant, DomainsNetworkPerimeter, DomainsOauthClientCertificate and DomainsUser",
  "functions getDomainsApps, getDomainsAppRoles, getDomainsUsers, getDomainsGroups, getDomainsGrants, getDomainsNetworkPerimeters and getDomainsOauthClientCertificates",
].join(", ");

/** The message for a type or function of the package `oci` that this plugin does not know. */
export function unknownType(token: string): string {
  return [
    `${token} is not known to this project's own plugin "oci" (it knows ${known}).`,
    'To use it, remove the lines "plugins: providers:" from Pulumi.yaml: Pulumi then uses the official plugin, with the same program and the same state.',
  ].join("\n");
}
