import type { Application, AppRole } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import { type Inexpressible, isUnset } from "./attributes.ts";
import { stackOf } from "./common.ts";
import { type Entry, listed, present } from "./converted.ts";

/** The attributes that the keys of an API express. */
export const apiAttributes: readonly string[] = [
  ...["isOAuthResource", "audience", "scopes", "allowOffline"],
  ...["accessTokenExpiry", "refreshTokenExpiry", "protectableSecondaryAudiences"],
];

/** What a manifest declares without a key. */
const defaultExpiries = { accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 };

const holders = { clients: "availableToClients", users: "availableToUsers", groups: "availableToGroups" } as const;

/** What an application is as an API: the keys of a manifest, in reading order, and what they cannot say. */
export interface Api {
  readonly keys: Entry;
  readonly definedRoles: number;
  readonly inexpressible: readonly Inexpressible[];
  /** Who holds its roles. */
  readonly notes: readonly string[];
}

/** An application as an API, in the shortest keys that say the same. */
export function apiOf(app: Application, read: ReadApplications): Api {
  const { scopes = [], protectableSecondaryAudiences = [] } = app;
  const defined = read.roles.filter((role) => role.app.value === app.id);
  const none = { attribute: "scopes", value: [], why: "an API of a manifest has at least one scope" };
  return {
    keys: present({
      audience: app.audience ?? "",
      scopes: scopes.map(scopeOf),
      secondaryAudiences: listed(protectableSecondaryAudiences.map(({ value }) => value)),
      allowRefresh: app.allowOffline || undefined,
      ...expiriesOf(app),
      roles: listed(defined.map(roleOf)),
    }),
    definedRoles: defined.length,
    inexpressible: [...(scopes.length === 0 ? [none] : []), ...defined.flatMap(oddRole)],
    notes: holdersOf(app, read),
  };
}

function scopeOf({ value, displayName, description, requiresConsent }: NonNullable<Application["scopes"]>[number]) {
  return present({
    value,
    displayName: displayName || undefined,
    description: description || undefined,
    requiresConsent: requiresConsent || undefined,
  });
}

/** Lifetimes that differ from those that a manifest declares without a key: `none` for an API that has none of its own. */
function expiriesOf(app: Application): Entry {
  return Object.fromEntries(
    Object.entries(defaultExpiries).flatMap(([key, usually]) => {
      const value = isUnset(app[key]) ? "none" : app[key];
      return value === usually ? [] : [[key, value]];
    }),
  );
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
