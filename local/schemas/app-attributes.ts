import {
  type Attribute,
  any,
  boolean,
  complex,
  dateTime,
  each,
  integer,
  reference,
  string,
} from "../scim/attribute.ts";
import { appExtensions } from "./app-extensions.ts";
import { referenceRows, sharedAttributes } from "./shared-attributes.ts";

/** Whether `allowedGrants` accepts it is open (identity-domains-api.md 12, item 6): the settings decide. */
export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/** Every value that `allowedGrants` may accept. */
export const grantTypes = [
  "client_credentials",
  "password",
  "authorization_code",
  "refresh_token",
  "implicit",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:device_code",
  "tls_client_auth",
  tokenExchange,
] as const;

/** Landing zones send these; how "no encryption" is spelt is open (identity-domains-api.md 12, item 8). */
const encryptionAlgorithms = [
  "A128CBC-HS256",
  "A192CBC-HS384",
  "A256CBC-HS512",
  "A128GCM",
  "A192GCM",
  "A256GCM",
  "None",
  "none",
];

/** The longest lifetime of a token in seconds (Oracle, "Token Expiry Table"). */
const year = 31_536_000;

const general: readonly Attribute[] = [
  string("displayName", { returned: "always", required: true, unique: true, searchable: true }),
  string("name", { mutability: "immutable", unique: true, searchable: true }),
  string("description", { searchable: true }),
  complex("basedOnTemplate", { returned: "always", required: true }, [
    string("value", { mutability: "immutable", returned: "always", required: true, caseExact: true, searchable: true }),
    string("wellKnownId", { mutability: "immutable", searchable: true }),
    dateTime("lastModified", { mutability: "readOnly", searchable: true }),
    reference("$ref", { mutability: "readOnly" }),
  ]),
  boolean("active", { searchable: true, default: false }),
  any("appIcon", { returned: "request" }),
  any("appThumbnail", { returned: "request" }),
  ...["landingPageUrl", "homePageUrl", "loginPageUrl", "logoutPageUrl", "errorPageUrl", "linkingCallbackUrl"].map(
    (name) => string(name),
  ),
  ...["productLogoUrl", "privacyPolicyUrl", "termsOfServiceUrl", "contactEmailAddress", "productName"].map((name) =>
    string(name),
  ),
  reference("icon"),
  string("callbackServiceUrl", { mutability: "readOnly" }),
  string("serviceTypeURN", { searchable: true }),
  string("serviceTypeVersion", { searchable: true }),
  complex("serviceParams", { multiValued: true, returned: "always" }, [
    string("name", { required: true }),
    string("value"),
  ]),
  complex("attrRenderingMetadata", { multiValued: true, mutability: "immutable" }, [
    string("name", { required: true }),
    ...["label", "helptext", "widget", "datatype", "section", "regexp"].map((name) => string(name)),
    ...["order", "minLength", "maxLength", "minSize", "maxSize"].map((name) => integer(name)),
    ...["required", "readOnly", "visible"].map((name) => boolean(name)),
  ]),
];

const oauthClient: readonly Attribute[] = [
  boolean("isOAuthClient", { searchable: true, default: false }),
  string("clientType", { oneOf: ["confidential", "public", "trusted"] }),
  string("clientSecret", { mutability: "readOnly" }),
  string("hashedClientSecret", { mutability: "readOnly", returned: "request" }),
  string("allowedGrants", { multiValued: true, caseExact: true, searchable: true, oneOf: grantTypes }),
  string("redirectUris", { multiValued: true }),
  string("postLogoutRedirectUris", { multiValued: true }),
  string("logoutUri"),
  boolean("allUrlSchemesAllowed", { searchable: true, default: false }),
  complex("allowedScopes", { multiValued: true, searchable: true, key: ["fqs"] }, [
    string("fqs", { required: true, caseExact: true, searchable: true }),
    string("idOfDefiningApp", { mutability: "readOnly", caseExact: true, searchable: true }),
    boolean("readOnly", { mutability: "readOnly" }),
  ]),
  string("trustScope", { oneOf: ["Explicit", "Account", "Tags", "Default"], default: "Explicit" }),
  complex("trustPolicies", { multiValued: true, searchable: true }, referenceRows),
  complex("allowedTags", { multiValued: true, searchable: true, key: ["key", "value"] }, [
    string("key", { required: true, searchable: true }),
    string("value", { required: true, searchable: true }),
    boolean("readOnly", { mutability: "readOnly", returned: "request" }),
  ]),
  string("allowedOperations", { multiValued: true, searchable: true, oneOf: ["introspect", "onBehalfOfUser"] }),
  string("clientIPChecking", { oneOf: ["anywhere", "whitelisted"], default: "anywhere" }),
  complex("appsNetworkPerimeters", { multiValued: true, key: ["value"] }, referenceRows),
  complex("certificates", { multiValued: true, key: ["certAlias"] }, [
    string("certAlias", { returned: "always", required: true, searchable: true }),
    ...each({ mutability: "readOnly" }, [
      string("kid"),
      string("x5t"),
      string("sha1Thumbprint"),
      string("x509Base64Certificate"),
    ]),
  ]),
  boolean("bypassConsent", { default: false }),
  string("idTokenEncAlgo", { caseExact: true, oneOf: encryptionAlgorithms }),
  boolean("allowAccessControl", { searchable: true, default: false }),
  string("delegatedServiceNames", { multiValued: true, caseExact: true }),
  boolean("disableKmsiTokenAuthentication", { returned: "always" }),
];

const oauthResource: readonly Attribute[] = [
  boolean("isOAuthResource", { searchable: true, default: false }),
  string("audience", { caseExact: true }),
  complex("scopes", { multiValued: true, searchable: true, key: ["value"] }, [
    string("value", { required: true, caseExact: true, searchable: true }),
    string("fqs", { mutability: "readOnly", caseExact: true, searchable: true }),
    string("displayName"),
    string("description"),
    boolean("requiresConsent"),
    boolean("readOnly", { mutability: "readOnly", returned: "request" }),
  ]),
  boolean("allowOffline", { searchable: true, default: false }),
  integer("accessTokenExpiry", { range: [60, year] }),
  integer("refreshTokenExpiry", { range: [60, year] }),
  string("secondaryAudiences", { multiValued: true, caseExact: true }),
  complex("protectableSecondaryAudiences", { multiValued: true, key: ["value"] }, [
    string("value", { required: true, caseExact: true }),
    boolean("readOnly", { mutability: "readOnly", returned: "request" }),
  ]),
];

const kind: readonly Attribute[] = [
  ...["isOPCService", "infrastructure", "migrated", "isManagedApp", "readyToUpgrade"].map((name) =>
    boolean(name, { mutability: "readOnly", searchable: true, default: false }),
  ),
  boolean("meterAsOPCService", { mutability: "readOnly", returned: "always", default: false }),
  boolean("isUnmanagedApp", { mutability: "immutable", searchable: true, default: false }),
  boolean("isAliasApp", { mutability: "immutable", returned: "always", searchable: true, default: false }),
  boolean("isMulticloudServiceApp", { mutability: "immutable", searchable: true, default: false }),
  boolean("isLoginTarget", { searchable: true }),
  ...[
    "showInMyApps",
    "isMobileTarget",
    "isFormFill",
    "isSamlServiceProvider",
    "isWebTierPolicy",
    "isKerberosRealm",
    "isRadiusApp",
    "isEnterpriseApp",
    "isObligationCapable",
    "isDatabaseService",
  ].map((name) => boolean(name, { searchable: true, default: false })),
  string("loginMechanism", { searchable: true, oneOf: ["OIDC", "SAML", "FORMFILL", "RADIUS"], default: "OIDC" }),
];

const roleRows = each({ mutability: "readOnly" }, [
  string("value", { caseExact: true, searchable: true }),
  reference("$ref"),
  string("display"),
  string("description"),
]);

const related: readonly Attribute[] = [
  complex("grantedAppRoles", { multiValued: true, mutability: "readOnly", searchable: true }, [
    string("value", { caseExact: true, searchable: true }),
    reference("$ref"),
    string("type"),
    string("display"),
    string("appId"),
    string("appName"),
    boolean("adminRole"),
    string("legacyGroupName"),
    boolean("readOnly", { returned: "request" }),
  ]),
  complex("userRoles", { multiValued: true, mutability: "readOnly", returned: "request" }, roleRows),
  complex("adminRoles", { multiValued: true, mutability: "readOnly", returned: "request" }, roleRows),
  complex("grants", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
    string("value", { caseExact: true, searchable: true }),
    reference("$ref"),
    string("granteeId", { caseExact: true, searchable: true }),
    string("granteeType", { caseExact: true, searchable: true }),
    string("grantMechanism", { caseExact: true, searchable: true }),
  ]),
  any("accounts", { multiValued: true, mutability: "readOnly", returned: "request" }),
  complex("aliasApps", { multiValued: true, searchable: true }, [
    ...referenceRows,
    string("display", { mutability: "readOnly" }),
    string("description", { mutability: "readOnly" }),
  ]),
  any("identityProviders", { multiValued: true, returned: "request" }),
  complex("editableAttributes", { multiValued: true, mutability: "readOnly", returned: "request" }, [
    string("name", { mutability: "readOnly", required: true }),
  ]),
  any("cloudControlProperties", { multiValued: true, mutability: "readOnly", returned: "request" }),
  ...["signonPolicy", "appSignonPolicy", "idpPolicy", "radiusPolicy", "termsOfUse", "samlServiceProvider"].map((name) =>
    complex(name, {}, [...referenceRows, string("name", { mutability: "readOnly" })]),
  ),
  complex("asOPCService", {}, referenceRows),
];

/** The App resource (npm `oci-identitydomains`, model App; identity-domains-api.md 1.3 and 1.4). */
export const appAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  ...general,
  ...oauthClient,
  ...oauthResource,
  ...kind,
  ...related,
  ...appExtensions,
];
