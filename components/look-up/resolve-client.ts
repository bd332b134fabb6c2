import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import type { AppRole } from "./apps-and-roles.ts";
import type { Principal } from "./domain-look-up.ts";
import type { Holders, UnknownGrantee } from "./ended-grantees.ts";
import type { KnownNames, NamedPerimeter } from "./known-names.ts";
import { resolveNamesIn } from "./named.ts";
import { type Report, within } from "./report.ts";
import { type Reports, type ResolvedAccess, resolveAccess } from "./resolve-access.ts";

/** Everything that a client names, found. */
export interface ResolvedNames {
  readonly client: ClientManifest;
  readonly access: readonly ResolvedAccess[];
  /** App roles of the domain itself. */
  readonly domainRoles: readonly AppRole[];
  readonly networkPerimeters: readonly NamedPerimeter[];
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}

/** Reports a user or group that does not exist. */
export type ReportGrantee = (type: UnknownGrantee["type"]) => Report;

/** Finds everything that a client names; what does not exist is reported, each name at its place. */
export function resolveClient(
  client: ClientManifest,
  known: KnownNames,
  reports: Reports & { readonly grantee: ReportGrantee },
): ResolvedNames {
  const { unknown } = reports;
  return {
    client,
    access: resolveAccess(client, known, reports),
    domainRoles: resolveNamesIn(known.domainRoles, client.domainRoles, within(unknown, "domainRoles")),
    networkPerimeters: resolveNamesIn(
      known.networkPerimeters,
      client.networkPerimeters,
      within(unknown, "networkPerimeters"),
    ),
    ...resolveHolders(client.assign, known, reports.grantee, "assign"),
  };
}

/** Finds users and groups; those that do not exist are reported at a path. */
export function resolveHolders(
  { users, groups }: { readonly users: readonly string[]; readonly groups: readonly string[] },
  known: KnownNames,
  grantee: ReportGrantee,
  ...at: Finding["path"]
): Holders {
  return {
    users: resolveNamesIn(known.users, users, within(grantee("User"), ...at, "users")),
    groups: resolveNamesIn(known.groups, groups, within(grantee("Group"), ...at, "groups")),
  };
}
