import { isDeepStrictEqual } from "node:util";
import type { Application } from "../read/answers.ts";

/** What an attribute of an application is to a manifest that has no key for it: the value that says nothing. */
export type UsualValues = Readonly<Record<string, unknown>>;

/** The attributes that only the domain sets, or that follow from other resources: no manifest declares them. */
export const serverMade: ReadonlySet<string> = new Set([
  "id",
  "ocid",
  "schemas",
  "meta",
  "idcsCreatedBy",
  "idcsLastModifiedBy",
  "idcsLastUpgradedInRelease",
  "idcsPreventedOperations",
  "domainOcid",
  "compartmentOcid",
  "tenancyOcid",
  "deleteInProgress",
  "callbackServiceUrl",
  "editableAttributes",
  "migrated",
  "readyToUpgrade",
  "meterAsOPCService",
  // Fixed when the application was created.
  "attrRenderingMetadata",
  "isUnmanagedApp",
  // Read as roles and assignments.
  "accounts",
  "adminRoles",
  "grantedAppRoles",
  "grants",
  "userRoles",
  // What nobody reads here.
  "clientSecret",
  "hashedClientSecret",
]);

/** What each application has that nobody has changed. An attribute without an entry here and without a key has no value. */
export const usualValues: UsualValues = {
  basedOnTemplate: "CustomWebAppTemplateId",
  isLoginTarget: true,
  loginMechanism: "OIDC",
  signonPolicy: "DefaultSignOnPolicy",
  idpPolicy: "DefaultIDPRule",
};

/** The attributes that the domain is asked for in any case; others are those that it describes itself. */
export const knownAttributes: readonly string[] = [
  ...["displayName", "name", "description", "active", "tags", "basedOnTemplate", "isOPCService", "infrastructure"],
  ...["isOAuthClient", "clientType", "allowedGrants", "allowedScopes", "redirectUris", "postLogoutRedirectUris"],
  ...["logoutUri", "allUrlSchemesAllowed", "trustScope", "trustPolicies", "allowedTags", "allowedOperations"],
  ...["clientIPChecking", "appsNetworkPerimeters", "certificates", "bypassConsent", "idTokenEncAlgo"],
  ...["allowAccessControl", "delegatedServiceNames", "disableKmsiTokenAuthentication", "showInMyApps"],
  ...["isOAuthResource", "audience", "scopes", "allowOffline", "accessTokenExpiry", "refreshTokenExpiry"],
  ...["secondaryAudiences", "protectableSecondaryAudiences", "isAliasApp", "isLoginTarget", "loginMechanism"],
  ...["isManagedApp", "isMobileTarget", "isSamlServiceProvider", "isEnterpriseApp", "isFormFill", "isKerberosRealm"],
  ...["isRadiusApp", "isWebTierPolicy", "isDatabaseService", "isMulticloudServiceApp", "isObligationCapable"],
  ...["landingPageUrl", "homePageUrl", "loginPageUrl", "logoutPageUrl", "errorPageUrl", "linkingCallbackUrl"],
  ...["productLogoUrl", "privacyPolicyUrl", "termsOfServiceUrl", "contactEmailAddress", "productName", "icon"],
  ...["appIcon", "appThumbnail", "serviceTypeURN", "serviceTypeVersion", "serviceParams", "aliasApps"],
  ...["identityProviders", "signonPolicy", "appSignonPolicy", "idpPolicy", "radiusPolicy", "termsOfUse"],
  ...["samlServiceProvider", "asOPCService"],
  ...[
    ...["requestable:App:requestable", "OCITags", "opcService:App", "managedapp:App", "dbcs:App", "enterpriseApp:App"],
    ...["webTierPolicy:App", "samlServiceProvider:App", "kerberosRealm:App", "formFillApp:App", "radiusApp:App"],
    ...["formFillAppTemplate:AppTemplate", "multicloudServiceApp:App"],
  ].map((suffix) => `urn:ietf:params:scim:schemas:oracle:idcs:extension:${suffix}`),
];

/** An attribute of an application that a manifest cannot express as it is. */
export interface Inexpressible {
  /** Its name, with the place in it: `allowedScopes[1].fqs`. */
  readonly attribute: string;
  readonly value: unknown;
  /** Why, or what to do; absent if a manifest has no key for the attribute. */
  readonly why?: string;
}

/**
 * The attributes that have a value for which there is no key.
 *
 * @param keys the attributes that the manifest's keys express
 * @param usual what they have in addition to `usualValues` if nobody has changed them
 */
export function withoutKey(app: Application, keys: ReadonlySet<string>, usual: UsualValues): Inexpressible[] {
  const expected = { ...usualValues, ...usual };
  return Object.entries(app).flatMap(([attribute, value]) => {
    if (keys.has(attribute) || serverMade.has(attribute) || isUnset(value)) return [];
    if (isDeepStrictEqual(plainValue(value), expected[attribute])) return [];
    return members(attribute, value);
  });
}

/** Whether a value is that of an attribute that nobody has set. */
export function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.values(value).every(isUnset);
}

/** The `value` of a reference; other values as they are. */
function plainValue(value: unknown): unknown {
  return isObject(value) && "value" in value ? value.value : value;
}

/** The attribute or, of an extension, each of its members that has a value. */
function members(attribute: string, value: unknown): Inexpressible[] {
  if (!attribute.startsWith("urn:") || !isObject(value)) return [{ attribute, value: plainValue(value) }];
  const set = Object.entries(value).filter(([, member]) => !isUnset(member));
  const extension = attribute.slice(attribute.lastIndexOf("extension:"));
  const found = set.map(([name, member]) => ({ attribute: `${extension}:${name}`, value: member }));
  return attribute.endsWith(":OCITags") ? found.filter((tag) => !isTagOfTheTenancy(tag)) : found;
}

/** Whether OCI, and not a person, has set the tags: the namespace of tag defaults, and their checksum. */
function isTagOfTheTenancy({ attribute, value }: Inexpressible): boolean {
  if (attribute.endsWith(":tagSlug")) return true;
  const tags = Array.isArray(value) ? value : [];
  return attribute.endsWith(":definedTags") && tags.every((tag) => isObject(tag) && tag.namespace === "Oracle-Tags");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
