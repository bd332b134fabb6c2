/** The attributes that a seed has under the same name and in the same form. */
export const same = [
  "description",
  "serviceTypeURN",
  "isUnmanagedApp",
  "allowAccessControl",
  "landingPageUrl",
  "isOAuthClient",
  "clientType",
  "allowedGrants",
  "redirectUris",
  "postLogoutRedirectUris",
  "logoutUri",
  "allUrlSchemesAllowed",
  "trustScope",
  "allowedOperations",
  "bypassConsent",
  "clientIPChecking",
  "isOAuthResource",
  "audience",
  "allowOffline",
  "accessTokenExpiry",
  "refreshTokenExpiry",
] as const;

/** The attributes that are lists of a key and a value. */
export const keyAndValue = ["tags", "allowedTags"] as const;

/** The attributes to ask the domain for, as its parameter `attributes` wants them. The client secret is not among them. */
export const appAttributeNames = [
  "displayName",
  "name",
  "active",
  "basedOnTemplate",
  ...same,
  ...keyAndValue,
  "allowedScopes",
  "protectableSecondaryAudiences",
  "scopes",
  "appsNetworkPerimeters",
  "certificates",
  "editableAttributes",
].join(",");
