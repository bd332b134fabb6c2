import type { Application, AppRole } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import { type Inexpressible, isUnset, withoutKey } from "./attributes.ts";
import { heading, stackOf, tagsOf } from "./common.ts";
import { type Converted, type Entry, listed, type Naming, present } from "./converted.ts";

/** All attributes that the keys of a resource application express. */
const attributes: ReadonlySet<string> = new Set([
  ...["displayName", "name", "description", "tags", "isOAuthResource", "audience", "scopes", "allowOffline"],
  ...["accessTokenExpiry", "refreshTokenExpiry", "protectableSecondaryAudiences"],
]);

/** What a resource application has without being a client. */
const usual = { active: true, clientType: "confidential", trustScope: "Explicit", clientIPChecking: "anywhere" };

/** What a manifest declares without a key. */
const defaultExpiries = { accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 };

const holders = { clients: "availableToClients", users: "availableToUsers", groups: "availableToGroups" } as const;

/** An API as the shortest entry of `resourceApplications` that says the same. */
export function resourceApplicationOf(app: Application, read: ReadApplications, naming: Naming): Converted {
  const defined = read.roles.filter((role) => role.app.value === app.id);
  const tags = tagsOf("tags", app.tags);
  const entry = present({
    ...heading(app, naming),
    description: app.description || undefined,
    audience: app.audience ?? "",
    scopes: (app.scopes ?? []).map(({ value, description, requiresConsent }) =>
      present({ value, description: description || undefined, requiresConsent: requiresConsent || undefined }),
    ),
    secondaryAudiences: listed((app.protectableSecondaryAudiences ?? []).map(({ value }) => value)),
    allowRefresh: app.allowOffline || undefined,
    ...expiriesOf(app),
    roles: listed(defined.map(roleOf)),
    tags: tags.tags,
    environments: naming.environments,
  });
  const none = { attribute: "scopes", value: [], why: "an API of a manifest has at least one scope" };
  return {
    application: app,
    list: "resourceApplications",
    entry,
    files: [],
    read: {
      scopes: app.scopes?.length ?? 0,
      roles: 0,
      users: 0,
      groups: 0,
      certificates: 0,
      networkPerimeters: 0,
      definedRoles: defined.length,
    },
    inexpressible: [
      ...(app.active === true ? [] : [{ attribute: "active", value: false, why: "an API of a manifest is active" }]),
      ...withoutKey(app, attributes, usual),
      ...missingExpiries(app),
      ...((app.scopes ?? []).length === 0 ? [none] : []),
      ...(app.scopes ?? []).flatMap((scope, index) =>
        isUnset(scope.displayName)
          ? []
          : [
              {
                attribute: `scopes[${index}].displayName`,
                value: scope.displayName,
                why: "a scope has a description alone",
              },
            ],
      ),
      ...defined.flatMap(oddRole),
      ...oddGrants(app, read),
      ...tags.inexpressible,
    ],
    notes: holdersOf(app, read),
  };
}

function expiriesOf(app: Application): Entry {
  return Object.fromEntries(
    Object.entries(defaultExpiries).flatMap(([key, usually]) =>
      isUnset(app[key]) || app[key] === usually ? [] : [[key, app[key]]],
    ),
  );
}

/** A manifest always declares lifetimes, which would be written into an API that has none. */
function missingExpiries(app: Application): Inexpressible[] {
  return Object.entries(defaultExpiries)
    .filter(([attribute]) => isUnset(app[attribute]))
    .map(([attribute, seconds]) => ({
      attribute,
      value: "none",
      why: `an API of a manifest has this lifetime: set it to ${seconds} first, which is what it is without a value`,
    }));
}

function roleOf(role: AppRole): Entry {
  const availableTo = Object.entries(holders).flatMap(([holder, attribute]) => (role[attribute] ? [holder] : []));
  return present({
    name: role.displayName,
    description: role.description || undefined,
    availableTo: availableTo.length === Object.keys(holders).length ? undefined : availableTo,
  });
}

function oddRole(role: AppRole, index: number): Inexpressible[] {
  const odd = ["adminRole", "public", "legacyGroupName"].filter((name) => !isUnset(role[name]));
  const nobody = Object.values(holders).every((attribute) => role[attribute] !== true);
  const stack = stackOf(role);
  const owned = { attribute: `app role ${role.displayName}`, value: stack, why: "it belongs to that stack" };
  return [
    ...(stack === undefined ? [] : [owned]),
    ...odd.map((name) => ({ attribute: `app role ${role.displayName}: ${name}`, value: role[name] })),
    ...(nobody ? [{ attribute: `roles[${index}]`, value: role.displayName, why: "nobody can hold it" }] : []),
  ];
}

/** An API of a manifest is assigned to nobody, and holds no roles. */
function oddGrants({ id }: Application, { grants, users, groups, roles }: ReadApplications): Inexpressible[] {
  const toOthers = grants.filter((grant) => grant.app.value === id && !grant.entitlement);
  const held = grants.filter(({ grantee }) => grantee.value === id);
  return [
    ...toOthers.map(({ grantee }) => ({
      attribute: "grants",
      value: `${grantee.type} ${users.get(grantee.value) ?? groups.get(grantee.value) ?? grantee.value}`,
      why: "a manifest assigns users and groups to clients, not to an API",
    })),
    ...held.map(({ entitlement }) => ({
      attribute: "grantedAppRoles",
      value: roles.find((role) => role.id === entitlement?.attributeValue)?.displayName ?? entitlement?.attributeValue,
      why: "an API of a manifest holds no app roles",
    })),
  ];
}

/** Who holds the roles of an API: users and groups are the environment's, other applications have their own manifest. */
function holdersOf({ id, displayName }: Application, { grants, users, groups, roles }: ReadApplications): string[] {
  const given = grants.filter(
    ({ app, entitlement, grantee }) => app.value === id && entitlement && grantee.type !== "App",
  );
  return given.map(({ grantee, entitlement }) => {
    const role = roles.find((one) => one.id === entitlement?.attributeValue)?.displayName ?? "";
    const who = users.get(grantee.value) ?? groups.get(grantee.value) ?? grantee.value;
    return `${displayName}: ${grantee.type.toLowerCase()} ${who} keeps the role ${role}; to declare that, write roleAssignments in the environment's file`;
  });
}
