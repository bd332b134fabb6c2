/**
 * What the console calls a key of a manifest or of an environment's file; by the path of the key, as
 * docs/from-console-to-manifest.md has it. A key that is not here has no field in the console.
 */
export const consoleFields: Readonly<Record<string, string>> = {
  clients: "Add → Confidential Application",
  resourceApplications: "Configure this application as a resource server now",
  ...fieldsOf("clients[]", {
    displayName: "Name",
    description: "Description",
    tags: "Tags",
    clientType: "Client type",
    showInMyApps: "Display in My Apps",
    clientId: "Client ID",
    landingPageUrl: "Application URL",
    iconUrl: "Application icon",
    customSignInUrl: "Custom sign-in URL",
    customSignOutUrl: "Custom sign-out URL",
    customErrorUrl: "Custom error URL",
    active: "Activate",
    secret: "Regenerate",
    secretVersion: "Regenerate",
    "secret.version": "Regenerate",
    grantTypes: "Allowed Grant Types",
    redirectUrls: "Redirect URL",
    postLogoutRedirectUrls: "Post-logout redirect URL",
    logoutUrl: "Logout URL",
    allowHttpUrls: "Allow non-HTTPS URLs",
    authorizedResources: "Authorized resources",
    "authorizedResources.tagged": "Authorized resources: Tagged",
    access: "Add resources → Add scope",
    "access[].service": "Resource",
    "access[].instance": "Resource",
    "access[].app": "Resource",
    "access[].scopes": "Scope",
    "access[].roles": "Assign applications",
    "access[].clientUser": "User management → Users → Create user",
    domainRoles: "Add app roles",
    exclusive: "Revoke",
    enforceGrants: "Enforce Grants as Authorization",
    assign: "Users → Assign users",
    "assign.users": "Users → Assign users",
    "assign.groups": "Groups → Assign groups",
    networkPerimeters: "Restrict by network perimeter",
    certificates: "Import certificate",
    "certificates[].file": "Import certificate",
    "certificates[].alias": "Import certificate",
    allowedOperations: "Allowed operations",
    bypassConsent: "Bypass consent",
    idTokenEncryption: "ID token encryption algorithm",
    api: "Configure this application as a resource server now",
  }),
  ...fieldsOf("clients[].api", resourceServer()),
  ...fieldsOf("resourceApplications[]", {
    displayName: "Name",
    description: "Description",
    tags: "Tags",
    active: "Activate",
    state: "Deactivate",
    ...resourceServer(),
  }),
  "environment: roleAssignments": "Application Roles → Assign Users",
  ...fieldsOf("environment: roleAssignments[]", {
    users: "Application Roles → Assign Users",
    groups: "Application Roles → Assign Groups",
  }),
  "environment: resourceApplications": "Oracle Cloud Services",
  ...fieldsOf("environment: resourceApplications[]", {
    description: "Description",
    allowRefresh: "Allow token refresh",
    accessTokenExpiry: "Access Token Expiration",
    refreshTokenExpiry: "Refresh Token Expiration",
    redirectUrls: "Redirect URL",
    secondaryAudiences: "Secondary Audiences",
    ...scopes(),
  }),
  "environment: identityDomain": "Domain URL",
  "environment: identityDomain.url": "Domain URL",
};

/** The fields of an API, which a resource application and a client that is one too have alike. */
function resourceServer(): Readonly<Record<string, string>> {
  return {
    audience: "Primary Audience",
    secondaryAudiences: "Secondary Audiences",
    ...scopes(),
    allowRefresh: "Allow token refresh",
    accessTokenExpiry: "Access Token Expiration",
    refreshTokenExpiry: "Refresh Token Expiration",
    roles: "Application Roles",
  };
}

function scopes(): Readonly<Record<string, string>> {
  return {
    scopes: "Scopes",
    "scopes[].value": "Scope",
    "scopes[].displayName": "Display name",
    "scopes[].description": "Description",
    "scopes[].requiresConsent": "Requires Consent",
  };
}

function fieldsOf(path: string, fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [`${path}.${key}`, field]));
}
