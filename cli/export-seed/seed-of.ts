import { compare } from "../../wording/order.ts";
import type { DomainContents } from "./read-domain.ts";
import { seedApp } from "./seed-app.ts";

type Names = ReadonlyMap<string, string>;

/** The lists of a seed by name, each sorted by the content of its entries, the name first. */
export type SeedLists = Readonly<Record<string, readonly object[]>>;

/**
 * The seed of a domain, from which a local domain can be filled: with names instead of ids, sorted by name. It omits
 * secrets and passwords, the domain's own app, which every local domain has, grants that follow from others, and
 * everything that refers to something outside the seed. The same contents give the same seed, in whatever order the domain lists
 * them.
 */
export function seedOf(contents: DomainContents): SeedLists {
  const { users, groups, apps, grants, certificates, perimeters, roles } = contents;
  const userNames = names(users, ({ userName }) => userName);
  const known = {
    user: userNames,
    group: names(groups, ({ displayName }) => displayName),
    app: names(apps, ({ displayName }) => displayName),
    role: names(roles, ({ displayName }) => displayName),
  };
  const ofApps = {
    roles: Map.groupBy(roles, ({ app }) => app.value),
    perimeters: names(perimeters, ({ name }) => name),
  };
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
      ipAddresses: ipAddresses.map(({ value }) => value).toSorted(),
    })),
    apps: apps.filter(({ infrastructure }) => infrastructure !== true).map((app) => seedApp(app, ofApps)),
    grants: grants.flatMap((grant) => seedGrant(grant, known)),
  };
  return Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [name, sorted(list)]),
  );
}

interface Known {
  readonly user: Names;
  readonly group: Names;
  readonly app: Names;
  readonly role: Names;
}

const kinds: Readonly<Record<string, readonly ["client" | "user" | "group", keyof Known]>> = {
  ADMINISTRATOR_TO_APP: ["client", "app"],
  ADMINISTRATOR_TO_USER: ["user", "user"],
  ADMINISTRATOR_TO_GROUP: ["group", "group"],
};

function seedGrant(
  { grantMechanism, grantee, app, entitlement }: DomainContents["grants"][number],
  known: Known,
): readonly object[] {
  const [kind, among] = kinds[grantMechanism] ?? [];
  const to = among && known[among].get(grantee.value);
  const appName = known.app.get(app.value);
  const role = entitlement && known.role.get(entitlement.attributeValue);
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

function sorted(list: readonly object[]): readonly object[] {
  return list
    .map((entry) => ({ entry, key: JSON.stringify(entry) }))
    .toSorted((one, other) => compare(one.key, other.key))
    .map(({ entry }) => entry);
}
