/** The type tokens of the project's components, frozen with version 1: the state knows resources by them. */
export const componentTypes = {
  team: "idcs-apps:index:Team",
  client: "idcs-apps:index:ConfidentialApplication",
  resourceApplication: "idcs-apps:index:ResourceApplication",
  environment: "idcs-apps:index:EnvironmentResources",
} as const;

/** Pulumi's name for a certificate of an identity domain. */
export const certificateType = "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate";

/** What the name of a client's certificate adds to the client's: another file is another certificate. */
export function certificateSuffix(sha256: string): string {
  return `/certificate/${fingerprintOf(sha256)}`;
}

/** The beginning of a certificate's SHA-256, by which it is named: 8 digits. */
export function fingerprintOf(sha256: string): string {
  return sha256.slice(0, 8);
}
