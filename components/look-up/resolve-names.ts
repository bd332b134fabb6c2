import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type {
  ManagedApplicationManifest,
  NetworkPerimeterManifest,
} from "../../manifest/keys-and-defaults/environment.ts";
import type { RoleHolder } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import type { RotationPlan } from "../parts/rotation-plan.ts";
import type { SecretTags } from "../parts/secret-tags.ts";
import type { AppRole, ExistingApp, ResourceApp } from "./apps-and-roles.ts";
import type { DomainLookUp, Principal } from "./domain-look-up.ts";
import { type KnownNames, lookUpNames, type NamedPerimeter, type Unresolved } from "./known-names.ts";
import { resolveName, resolveNamesIn, UnknownNamesError } from "./named.ts";
import { mayRefresh, noRefreshWarning } from "./refresh-tokens.ts";
import { reportTo, within } from "./report.ts";
import { type Reports, type ResolvedAccess, resolveAccess } from "./resolve-access.ts";
import { resolveRole } from "./resolve-role.ts";

/** A client of a manifest with everything that it names, found in the identity domain. */
export interface ResolvedClient {
  readonly client: ClientManifest;
  /** Which secret it has after this run. @default the version of its manifest */
  readonly secretTags?: SecretTags;
  /** What becomes of its two applications in this run. @default it has one */
  readonly rotation?: RotationPlan;
  readonly access: readonly ResolvedAccess[];
  /** App roles of the domain itself. */
  readonly domainRoles: readonly AppRole[];
  readonly networkPerimeters: readonly NamedPerimeter[];
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}

/** An app role with the users and groups that hold it. */
export interface ResolvedRoleAssignment {
  readonly app: ResourceApp;
  readonly role: AppRole;
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}

/** An application of the domain with the settings that are managed. */
export interface ResolvedManagedApplication {
  readonly app: ExistingApp;
  readonly settings: ManagedApplicationManifest;
}

/** What an environment's file declares, with everything that it names, found in the identity domain. */
export interface ResolvedEnvironment {
  readonly networkPerimeters: readonly NetworkPerimeterManifest[];
  readonly roleAssignments: readonly ResolvedRoleAssignment[];
  readonly managedApplications: readonly ResolvedManagedApplication[];
}

/** What a program declares, with everything that it names, found in the identity domain. */
export interface Resolved {
  readonly clients: readonly ResolvedClient[];
  readonly environment: ResolvedEnvironment;
  /** What works, but perhaps not as intended. */
  readonly warnings: readonly Finding[];
  /** Choices that were made because a manifest leaves them open. */
  readonly information: readonly Finding[];
}

/**
 * Finds everything that manifests name (resource apps, scopes, app roles, users, groups, perimeters) with one list
 * request per kind, whatever the number of names.
 *
 * @param environment the environment's name, for messages
 * @throws UnknownNamesError with every name that does not exist, before anything is declared
 */
export async function resolveNames(
  unresolved: Unresolved,
  lookUp: DomainLookUp,
  environment = "dev",
): Promise<Resolved> {
  const known = await lookUpNames(unresolved, lookUp);
  const unknown: Finding[] = [];
  const information: Finding[] = [];
  const warnings: Finding[] = [];
  const clients = unresolved.clients.map((client) =>
    resolveClient(client, known, {
      unknown: reportTo(unknown, client),
      information: reportTo(information, client),
      warning: reportTo(warnings, client),
    }),
  );
  const resolvedEnvironment = resolveEnvironment(unresolved.environment, known, unknown);
  if (unknown.length > 0) throw new UnknownNamesError(unknown);
  return {
    clients,
    environment: resolvedEnvironment,
    warnings: [...warnings, ...clients.flatMap((client) => refreshWarnings(client, environment))],
    information,
  };
}

function resolveClient(client: ClientManifest, known: KnownNames, reports: Reports): ResolvedClient {
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
    users: resolveNamesIn(known.users, client.assign.users, within(unknown, "assign", "users")),
    groups: resolveNamesIn(known.groups, client.assign.groups, within(unknown, "assign", "groups")),
  };
}

function resolveEnvironment(
  declared: Unresolved["environment"],
  known: KnownNames,
  unknown: Finding[],
): ResolvedEnvironment {
  const { networkPerimeters = [], roleAssignments = [], resourceApplications = [] } = declared ?? {};
  return {
    networkPerimeters,
    roleAssignments: roleAssignments.flatMap((assignment) => {
      const report = reportTo(unknown, assignment);
      const users = resolveNamesIn(known.users, assignment.users, within(report, "users"));
      const groups = resolveNamesIn(known.groups, assignment.groups, within(report, "groups"));
      const app = resolveName(known.apps, assignment.app, within(report, "app"));
      if (app === undefined) return [];
      const holders: RoleHolder[] = [
        ...(users.length > 0 ? ["users" as const] : []),
        ...(groups.length > 0 ? ["groups" as const] : []),
      ];
      const role = resolveRole(app, assignment.role, holders, known, within(report, "role"), []);
      return role === undefined ? [] : [{ app, role, users, groups }];
    }),
    managedApplications: resourceApplications.flatMap((settings) => {
      const app = resolveName(known.existingApps, settings.app, within(reportTo(unknown, settings), "app"));
      return app === undefined ? [] : [{ app, settings }];
    }),
  };
}

function refreshWarnings({ client, access }: ResolvedClient, environment: string): Finding[] {
  if (!mayRefresh(client)) return [];
  return access
    .filter(({ app }) => !app.allowsRefresh)
    .map(({ app }) => {
      const index = client.access.findIndex((one) => one.app?.toLowerCase() === app.displayName.toLowerCase());
      const path = index < 0 ? ["access"] : ["access", index];
      return { node: client, path, message: noRefreshWarning(app, environment) };
    });
}
