import { consoleWordOf, consoleWords, type GrantType, userGrants } from "../../../manifest/oracle/grant-types.ts";
import type { Services } from "../../../manifest/oracle/services.ts";
import type { Application } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import { accessOf } from "./access-of.ts";
import { apiAttributes, apiOf } from "./api-of.ts";
import { type Inexpressible, isUnset, type UsualValues, withoutKey } from "./attributes.ts";
import { certificatesOf } from "./certificates-of.ts";
import { httpUrls, needsHttpUrls, perimetersOf, resourcesOf } from "./client-restrictions.ts";
import { administratorsGrants, granteeNames, heading, tagsOf } from "./common.ts";
import { type Converted, type Entry, listed, type Naming, present } from "./converted.ts";

/** The attributes that a key has unchanged, with the value that stands for no key. */
export const unchanged = {
  description: ["description", undefined],
  clientType: ["clientType", "confidential"],
  active: ["active", true],
  showInMyApps: ["showInMyApps", false],
  redirectUrls: ["redirectUris", undefined],
  postLogoutRedirectUrls: ["postLogoutRedirectUris", undefined],
  logoutUrl: ["logoutUri", undefined],
  allowedOperations: ["allowedOperations", undefined],
  bypassConsent: ["bypassConsent", false],
  idTokenEncryption: ["idTokenEncAlgo", undefined],
  enforceGrants: ["allowAccessControl", false],
  landingPageUrl: ["landingPageUrl", undefined],
  iconUrl: ["icon", undefined],
  customSignInUrl: ["loginPageUrl", undefined],
  customSignOutUrl: ["logoutPageUrl", undefined],
  customErrorUrl: ["errorPageUrl", undefined],
  privacyPolicyUrl: ["privacyPolicyUrl", undefined],
  termsOfServiceUrl: ["termsOfServiceUrl", undefined],
  contactEmailAddress: ["contactEmailAddress", undefined],
} as const;

/** All attributes that the keys of a client express. */
const attributes: ReadonlySet<string> = new Set([
  ...Object.values(unchanged).map(([attribute]) => attribute),
  ...["displayName", "name", "tags", "isOAuthClient", "allowedGrants", "allowedScopes", "trustScope", "allowedTags"],
  ...["allUrlSchemesAllowed", "clientIPChecking", "appsNetworkPerimeters", "certificates"],
]);

/** The same of a client that is an API too. */
const withApi: ReadonlySet<string> = new Set([...attributes, ...apiAttributes]);

/** What a client has without being an API. */
const usualExpiries = { accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 };

/** A client as the shortest entry of `clients` that says the same. */
export function clientOf(app: Application, read: ReadApplications, naming: Naming, services: Services): Converted {
  const { given, inexpressible: otherGrants } = administratorsGrants(grantsOf(app, read));
  const held = given.filter(({ grantee }) => grantee.type === "App");
  const assigned = given.filter(({ app: granted, entitlement }) => granted.value === app.id && !entitlement);
  const users = granteeNames(
    assigned.filter(({ grantee }) => grantee.type === "User"),
    read.users,
  );
  const groups = granteeNames(
    assigned.filter(({ grantee }) => grantee.type === "Group"),
    read.groups,
  );
  const { access, domainRoles, inexpressible: otherAccess } = accessOf(app, held, read, services);
  const { certificates, files, inexpressible: otherCertificates } = certificatesOf(app, read);
  const resources = resourcesOf(app);
  const tags = tagsOf("tags", app.tags);
  const perimeters = perimetersOf(app, read);
  const grantTypes = grantTypesOf(app);
  const api = app.isOAuthResource === true ? apiOf(app, read) : undefined;
  const entry = present({
    ...heading(app, naming),
    ...unchangedKeys(app, ["description", "clientType", "active"]),
    grantTypes: grantTypes.words,
    ...unchangedKeys(app, ["redirectUrls", "postLogoutRedirectUrls", "logoutUrl"]),
    allowHttpUrls: needsHttpUrls(app) || undefined,
    access: listed(access) ?? (needsAccess(app, domainRoles, resources.key) ? [] : undefined),
    authorizedResources: resources.key,
    domainRoles: listed(domainRoles),
    certificates: listed(certificates),
    networkPerimeters: listed(perimeters.names),
    ...unchangedKeys(app, ["enforceGrants"]),
    assign: assignOf(users.names, groups.names),
    api: api?.keys,
    ...unchangedKeys(app, Object.keys(unchanged)),
    tags: tags.tags,
    environments: naming.environments,
  });
  return {
    application: app,
    list: "clients",
    entry,
    files,
    read: {
      scopes: (app.allowedScopes?.length ?? 0) + (api ? (app.scopes?.length ?? 0) : 0),
      roles: held.length,
      users: users.names.length,
      groups: groups.names.length,
      certificates: certificates.length,
      networkPerimeters: perimeters.names.length,
      definedRoles: api?.definedRoles ?? 0,
    },
    inexpressible: [
      ...kindOf(app, read),
      ...(api?.inexpressible ?? []),
      ...grantTypes.inexpressible,
      ...otherAccess,
      ...resources.inexpressible,
      ...httpUrls(app),
      ...perimeters.inexpressible,
      ...otherCertificates,
      ...otherGrants,
      ...users.inexpressible,
      ...groups.inexpressible,
      ...tags.inexpressible,
    ],
    notes: api?.notes ?? [],
  };
}

/** The grants that the client holds, and those that give the client to others. */
function grantsOf({ id }: Application, { grants }: ReadApplications) {
  return grants.filter((grant) => grant.grantee.value === id || (grant.app.value === id && !grant.entitlement));
}

function unchangedKeys(app: Application, keys: readonly string[]): Entry {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [attribute, none] = unchanged[key as keyof typeof unchanged];
      const value = app[attribute];
      // No value is `false` for every flag but `active`: an application that nobody activated has none.
      if (key === "active") return value === true ? [] : [[key, false]];
      return isUnset(value) || value === none || isNoEncryption(key, value) ? [] : [[key, value]];
    }),
  );
}

function isNoEncryption(key: string, value: unknown): boolean {
  return key === "idTokenEncryption" && /^none$/i.test(String(value));
}

/** What no key says: an application of another kind. */
function kindOf(app: Application, { roles }: ReadApplications): Inexpressible[] {
  if (app.isOAuthResource === true) return withoutKey(app, withApi, usualOf(app));
  return [...withoutKey(app, attributes, { ...usualOf(app), ...usualExpiries }), ...definedRoles(app, roles)];
}

/** A public client is made from the template of browsers and mobile devices, which may say so. */
function usualOf({ clientType, basedOnTemplate }: Application): UsualValues {
  const isOfBrowser = clientType === "public" && basedOnTemplate.value === "CustomBrowserMobileTemplateId";
  return isOfBrowser ? { basedOnTemplate: basedOnTemplate.value, isMobileTarget: true } : {};
}

function definedRoles({ id }: Application, roles: ReadApplications["roles"]): Inexpressible[] {
  return roles
    .filter(({ app }) => app.value === id)
    .map(({ displayName }) => ({ attribute: "app role", value: displayName, why: "a client defines no app roles" }));
}

function grantTypesOf({ allowedGrants = [] }: Application): { words: string[]; inexpressible: Inexpressible[] } {
  const unknown = allowedGrants.filter((word) => !Object.hasOwn(consoleWords, word));
  const words = allowedGrants.map((word) =>
    word.includes(":") && !unknown.includes(word)
      ? consoleWordOf(word as GrantType)
          .toLowerCase()
          .replaceAll(" ", "_")
      : word,
  );
  const none = { attribute: "allowedGrants", value: [], why: "a client of a manifest has at least one grant type" };
  return {
    words,
    inexpressible: [
      ...(allowedGrants.length === 0 ? [none] : []),
      ...unknown.map((value) => ({ attribute: "allowedGrants", value, why: "no grant type of a manifest" })),
    ],
  };
}

/** Whether a manifest has to say that a client without users calls no API. */
function needsAccess({ allowedGrants = [] }: Application, domainRoles: readonly string[], resources: unknown): boolean {
  const users: readonly string[] = userGrants;
  return resources === undefined && domainRoles.length === 0 && !allowedGrants.some((one) => users.includes(one));
}

function assignOf(users: readonly string[], groups: readonly string[]): Entry | undefined {
  if (users.length + groups.length === 0) return undefined;
  return present({ users: listed(users), groups: listed(groups) });
}
