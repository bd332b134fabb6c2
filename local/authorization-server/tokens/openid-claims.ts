import type { DomainContext } from "../../domain-context.ts";
import { displayOf, locationOf } from "../../resources/references.ts";
import { groupsOf, rolesGrantedTo } from "../../resources/role-holdings.ts";
import { type JsonObject, memberOf, objectsOf, type Resource, textOf } from "../../scim/json.ts";

type ClaimsOf = (user: Resource, domain: DomainContext) => JsonObject;

/** The claims of each scope that speaks of the user (OpenID Connect Core 1.0, section 5.4; Oracle's own four). */
const claimsByScope: Readonly<Record<string, ClaimsOf>> = {
  profile: (user) => ({
    name: textOf(user, "displayName"),
    given_name: textOf(memberOf(user, "name"), "givenName"),
    family_name: textOf(memberOf(user, "name"), "familyName"),
    middle_name: textOf(memberOf(user, "name"), "middleName"),
    nickname: textOf(user, "nickName"),
    preferred_username: textOf(user, "userName"),
    profile: textOf(user, "profileUrl"),
    zoneinfo: textOf(user, "timezone"),
    locale: textOf(user, "locale"),
    updated_at: updatedAt(user),
  }),
  email: (user) => {
    const email = primaryOf(user, "emails");
    return { email: textOf(email, "value"), email_verified: email === undefined ? undefined : email.verified === true };
  },
  phone: (user) => {
    const phone = primaryOf(user, "phoneNumbers");
    return {
      phone_number: textOf(phone, "value"),
      phone_number_verified: phone === undefined ? undefined : phone.verified === true,
    };
  },
  address: (user) => {
    const address = primaryOf(user, "addresses");
    if (address === undefined) return {};
    const { formatted, locality, region, country, streetAddress, postalCode } = address;
    const known = { formatted, street_address: streetAddress, locality, region, postal_code: postalCode, country };
    return { address: withValues(known) };
  },
  groups,
  get_groups: groups,
  approles,
  get_approles: approles,
};

function groups(user: Resource, { directory, url }: DomainContext): JsonObject {
  return {
    groups: groupsOf(directory, user.id).map((group) => ({
      name: displayOf(group),
      id: group.id,
      $ref: url + locationOf("Group", group.id),
    })),
  };
}

function approles(user: Resource, { directory }: DomainContext): JsonObject {
  return {
    appRoles: rolesHeld(user, directory).map((role) => {
      const appId = textOf(memberOf(role, "app"), "value") ?? "";
      return { name: displayOf(role), id: role.id, appId, appName: displayOf(directory.byId("App", appId)) };
    }),
  };
}

/** The claims about a user that the scopes allow; attributes without a value have no claim. */
export function openidClaims(domain: DomainContext, user: Resource, scopes: readonly string[]): JsonObject {
  return withValues(Object.assign({}, ...scopes.map((scope) => claimsByScope[scope]?.(user, domain) ?? {})));
}

function rolesHeld(user: Resource, directory: DomainContext["directory"]): readonly Resource[] {
  const holders = [user.id, ...groupsOf(directory, user.id).map(({ id }) => id)];
  return [...new Set(holders.flatMap((id) => rolesGrantedTo(directory, id)))];
}

function primaryOf(user: Resource, list: string): JsonObject | undefined {
  const values = objectsOf(user[list]);
  return values.find((value) => value.primary === true) ?? values[0];
}

function updatedAt(user: Resource): number | undefined {
  const time = Date.parse(textOf(memberOf(user, "meta"), "lastModified") ?? "");
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

function withValues(claims: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
