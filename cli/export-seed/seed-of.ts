import type { DomainContents } from "./read-domain.ts";
import { seedApp } from "./seed-app.ts";

type Names = ReadonlyMap<string, string>;

/**
 * The seed of a domain, from which a local domain can be filled: with names instead of ids, sorted by name. It omits
 * secrets and passwords, the domain's own app, which every local domain has, grants that follow from others, and
 * everything that refers to something outside the seed.
 */
export function seedOf(contents: DomainContents): object {
  const { users, groups, apps, grants, certificates, perimeters } = contents;
  const userNames = names(users, ({ userName }) => userName);
  const lists = {
    users: users.map((user) => ({
      userName: user.userName,
      ...user.name,
      ...present({ displayName: user.displayName, email: emailOf(user) }),
      ...(primaryOf(user)?.verified === true && { emailVerified: true }),
      ...(user.active === false && { active: false }),
    })),
    groups: groups.map(({ displayName, members = [] }) => ({
      displayName,
      ...present({ members: members.flatMap(({ value }) => userNames.get(value) ?? []).toSorted() }),
    })),
    certificates: certificates.map(({ certificateAlias, x509Base64Certificate }) => ({
      alias: certificateAlias,
      x509: x509Base64Certificate,
    })),
    networkPerimeters: perimeters.map(({ name, description, ipAddresses }) => ({
      name,
      ...present({ description }),
      ipAddresses: ipAddresses.map(({ value }) => value),
    })),
    apps: apps.filter(({ infrastructure }) => infrastructure !== true).map((app) => seedApp(app, contents)),
    grants: grants.flatMap((grant) => seedGrant(grant, contents, userNames)),
  };
  return Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [name, sorted(list)]),
  );
}

function seedGrant(
  { grantMechanism, grantee, app, entitlement }: DomainContents["grants"][number],
  { apps, roles, groups }: DomainContents,
  userNames: Names,
): readonly object[] {
  const appNames = names(apps, ({ displayName }) => displayName);
  const kinds: Readonly<Record<string, readonly [string, Names]>> = {
    ADMINISTRATOR_TO_APP: ["client", appNames],
    ADMINISTRATOR_TO_USER: ["user", userNames],
    ADMINISTRATOR_TO_GROUP: ["group", names(groups, ({ displayName }) => displayName)],
  };
  const [kind, known] = kinds[grantMechanism] ?? [];
  const to = known?.get(grantee.value);
  const appName = appNames.get(app.value);
  const role = roles.find(({ id }) => id === entitlement?.attributeValue)?.displayName;
  if (kind === undefined || to === undefined || appName === undefined) return [];
  if (entitlement !== undefined && role === undefined) return [];
  return [{ app: appName, ...present({ role }), [kind]: to }];
}

type User = DomainContents["users"][number];

function emailOf(user: User): string | undefined {
  const primary = primaryOf(user)?.value;
  return primary === user.userName ? undefined : primary;
}

function primaryOf({ emails = [] }: User) {
  return emails.find((email) => email.primary === true);
}

function names<Found extends { readonly id: string }>(list: readonly Found[], nameOf: (found: Found) => string): Names {
  return new Map(list.map((found) => [found.id, nameOf(found)]));
}

function present(members: Readonly<Record<string, string | readonly string[] | undefined>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value.length > 0));
}

/** Sorts entries by their content, the name first. */
function sorted(list: readonly object[]): readonly object[] {
  const keyed = list.map((entry) => ({ entry, key: JSON.stringify(entry) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}
