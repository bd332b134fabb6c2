import { notFound } from "../manifest/nearest.ts";
import type { AccessManifest, ClientManifest } from "../manifest/team.ts";
import type { AppRole, Directory, Principal, ResourceApp } from "./directory.ts";

/** A client of a manifest with the ids of everything that it names in the identity domain. */
export interface ResolvedClient {
  readonly client: ClientManifest;
  readonly access: readonly ResolvedAccess[];
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}

/** One resource app that a client may use. */
export interface ResolvedAccess {
  readonly app: ResourceApp;
  /** Fully qualified scopes, in the manifest's order. */
  readonly scopes: readonly string[];
  readonly roles: readonly AppRole[];
}

/** A name of a client's manifest that the identity domain does not know. */
export interface UnknownName {
  readonly client: ClientManifest;
  /** Where the name stands, from the client on: `["access", 0, "scopes", 1]`. */
  readonly path: readonly (string | number)[];
  /** What was found, what exists and which of that is nearest. */
  readonly message: string;
}

/** All names that the identity domain does not know: nothing has been declared. */
export class UnknownNamesError extends Error {
  override readonly name = "UnknownNamesError";
  readonly unknown: readonly UnknownName[];

  constructor(unknown: readonly UnknownName[]) {
    super(unknown.map(({ message }) => message).join("\n"));
    this.unknown = unknown;
  }
}

/**
 * Finds everything that clients name (resource apps, scopes, app roles, users, groups) with one list request per kind
 * that they need, whatever their number.
 *
 * @throws UnknownNamesError with every name that does not exist, before anything is declared
 */
export async function resolveClients(
  clients: readonly ClientManifest[],
  directory: Directory,
): Promise<ResolvedClient[]> {
  const users = clients.flatMap(({ assign }) => assign.users);
  const groups = clients.flatMap(({ assign }) => assign.groups);
  const [apps, foundUsers, foundGroups] = await Promise.all([
    directory.resourceApps(),
    directory.users(users),
    directory.groups(groups),
  ]);
  const appOf = byName(apps, ({ displayName }) => displayName);
  const appsWithRoles = clients
    .flatMap(({ access }) => access)
    .filter(({ roles }) => roles.length > 0)
    .flatMap(({ app }) => appOf(app)?.id ?? []);
  const roles = await directory.appRoles(appsWithRoles);

  const unknown: UnknownName[] = [];
  const userOf = byName(foundUsers, ({ name }) => name);
  const groupOf = byName(foundGroups, ({ name }) => name);
  const existingUsers = users.every(userOf) ? [] : namesOf(await directory.someUsers());
  const existingGroups = groups.every(groupOf) ? [] : namesOf(await directory.someGroups());

  const resolved = clients.map((client): ResolvedClient => {
    const report = (path: UnknownName["path"], message: string) => {
      unknown.push({ client, path, message });
    };
    return {
      client,
      access: client.access.flatMap((access, i) => {
        const app = appOf(access.app);
        if (!app) {
          const names = apps.map(({ displayName }) => displayName);
          report(["access", i, "app"], notFound(access.app, "a resource app of the identity domain", names));
          return [];
        }
        return [resolveAccess(access, app, roles, (path, message) => report(["access", i, ...path], message))];
      }),
      users: client.assign.users.flatMap((name, i) => {
        const user = userOf(name);
        if (!user) report(["assign", "users", i], notFound(name, "a user of the identity domain", existingUsers));
        return user ?? [];
      }),
      groups: client.assign.groups.flatMap((name, i) => {
        const group = groupOf(name);
        if (!group) report(["assign", "groups", i], notFound(name, "a group of the identity domain", existingGroups));
        return group ?? [];
      }),
    };
  });
  if (unknown.length > 0) throw new UnknownNamesError(unknown);
  return resolved;
}

function resolveAccess(
  access: AccessManifest,
  app: ResourceApp,
  allRoles: readonly AppRole[],
  report: (path: UnknownName["path"], message: string) => void,
): ResolvedAccess {
  const roles = allRoles.filter(({ appId }) => appId === app.id);
  const roleOf = byName(roles, ({ displayName }) => displayName);
  return {
    app,
    scopes: access.scopes.flatMap((value, i) => {
      const scope = app.scopes.find((candidate) => candidate.value === value);
      if (!scope) {
        const values = app.scopes.map((candidate) => candidate.value);
        report(["scopes", i], notFound(value, `a scope of "${app.displayName}"`, values));
      }
      return scope?.fullyQualified ?? [];
    }),
    roles: access.roles.flatMap((name, i) => {
      const role = roleOf(name);
      const available = roles.filter(({ availableToClients }) => availableToClients);
      if (!role?.availableToClients) {
        const names = available.map(({ displayName }) => displayName).sort();
        const what = role
          ? `an app role that "${app.displayName}" gives to applications`
          : `an app role of "${app.displayName}"`;
        report(["roles", i], notFound(name, what, names));
      }
      return role ?? [];
    }),
  };
}

/** Names in a domain are unique without regard to case. */
function byName<T>(all: readonly T[], nameOf: (one: T) => string): (name: string) => T | undefined {
  const index = new Map(all.map((one) => [nameOf(one).toLowerCase(), one]));
  return (name) => index.get(name.toLowerCase());
}

function namesOf(principals: readonly Principal[]): string[] {
  return principals.map(({ name }) => name).sort();
}
