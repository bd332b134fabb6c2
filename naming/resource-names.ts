/** The type tokens of the project's components. Frozen with version 1: they are part of the URNs in the state. */
export const componentTypes = {
  team: "idcs-apps:index:Team",
  client: "idcs-apps:index:ConfidentialApplication",
  resourceApplication: "idcs-apps:index:ResourceApplication",
  environment: "idcs-apps:index:EnvironmentResources",
} as const;

/** The type tokens of the components that only the component package has. Frozen with version 1, like the others. */
export const packageTypes = {
  client: "idcs-apps:index:Client",
  appRoleAssignment: "idcs-apps:index:AppRoleAssignment",
  accessAssignment: "idcs-apps:index:AccessAssignment",
  clientCertificate: "idcs-apps:index:ClientCertificate",
  networkPerimeter: "idcs-apps:index:NetworkPerimeter",
  managedApplication: "idcs-apps:index:ManagedApplication",
} as const;

/** The id of the identity domain's own app, which defines the administrator roles. */
export const domainAppId = "IDCSAppId";

/** Pulumi's type token of a certificate of an identity domain. */
export const certificateType = "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate";

/** Pulumi's type token of a user of an identity domain. */
export const userType = "oci:Identity/domainsUser:DomainsUser";

/** The type token of a delivery of a client's secret to Oracle's vault, which only this project's plugin knows. */
export const vaultDeliveryType = "oci:IdcsApps/vaultDelivery:VaultDelivery";

/** The suffix that the logical name of a delivery adds to the client's. */
export const deliverySuffix = "/vault";

/** The suffix that the logical name of a client's user adds to the client's. */
export const userSuffix = "/user";

/** The suffix that a certificate's logical name adds to its client's: a new file is a new certificate. */
export function certificateSuffix(sha256: string): string {
  return `/certificate/${fingerprintOf(sha256)}`;
}

/** The beginning of a certificate's SHA-256, for names: 8 digits. */
export function fingerprintOf(sha256: string): string {
  return sha256.slice(0, 8);
}

/** The suffix that the second application of a rotated client adds to the client's logical name. */
export const secondSuffix = " (B)";

/** The display name of the second application of a rotated client. */
export function secondDisplayName(displayName: string): string {
  return `${displayName}${secondSuffix}`;
}

/** The client ID of the second application of a rotated client. */
export function secondClientId(clientId: string): string {
  return `${clientId}_b`;
}
