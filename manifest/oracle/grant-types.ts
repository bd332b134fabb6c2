/** The OAuth grant types of an identity domain, in the API's spelling, with the console's words. */
export const consoleWords = {
  client_credentials: "Client credentials",
  password: "Resource owner",
  authorization_code: "Authorization code",
  refresh_token: "Refresh token",
  implicit: "Implicit",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT assertion",
  "urn:ietf:params:oauth:grant-type:saml2-bearer": "SAML2 assertion",
  "urn:ietf:params:oauth:grant-type:device_code": "Device code",
  tls_client_auth: "TLS client authentication",
} as const;

/** An OAuth grant type of an identity domain, in the API's spelling. */
export type GrantType = keyof typeof consoleWords;

/** A grant type in the console's words. */
export function consoleWordOf(grantType: GrantType): string {
  return consoleWords[grantType];
}

/** The assertion grants: they exchange a signed assertion about a user for a token of that user. */
export const assertionGrants: readonly GrantType[] = [
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
];

/** The grant types that send a browser back to the client. */
export const redirectGrants: readonly GrantType[] = ["authorization_code", "implicit"];

/** The grant types that give tokens of a user. */
export const userGrants: readonly GrantType[] = [
  "password",
  ...redirectGrants,
  "urn:ietf:params:oauth:grant-type:device_code",
  ...assertionGrants,
];

/** The grant types that a client without a secret may use. */
export const publicGrants: readonly GrantType[] = [
  "authorization_code",
  "implicit",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:device_code",
];

/** The grant types that give tokens of the client itself, without a user. */
export const clientGrants: readonly GrantType[] = ["client_credentials", "tls_client_auth"];

/** The grant types whose response can contain a refresh token. */
export const refreshableGrants: readonly GrantType[] = [
  "password",
  "authorization_code",
  "urn:ietf:params:oauth:grant-type:device_code",
  ...assertionGrants,
];
