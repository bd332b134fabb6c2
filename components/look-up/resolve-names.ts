import type {
  ManagedApplicationManifest,
  NetworkPerimeterManifest,
} from "../../manifest/keys-and-defaults/environment.ts";
import type { RoleHolder } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import type { AdoptedApplication } from "../parts/existing-application.ts";
import type { RotationPlan } from "../parts/rotation-plan.ts";
import type { HalfName } from "../parts/rotation-tags.ts";
import type { SecretTags } from "../parts/secret-tags.ts";
import type { AppRole, ExistingApp, ResourceApp } from "./apps-and-roles.ts";
import type { DomainLookUp, Principal } from "./domain-look-up.ts";
import { whatEnded } from "./ended.ts";
import type { AssignedRole, UnknownGrantee } from "./ended-grantees.ts";
import { type KnownNames, lookUpNames, type Unresolved } from "./known-names.ts";
import { resolveName, UnknownNamesError } from "./named.ts";
import { mayRefresh, noRefreshWarning } from "./refresh-tokens.ts";
import { reportTo, within } from "./report.ts";
import { type Adoptions, resolveAdoptions } from "./resolve-adoptions.ts";
import { type ReportGrantee, type ResolvedNames, resolveClient, resolveHolders } from "./resolve-client.ts";
import { resolveRole } from "./resolve-role.ts";

/** A client of a manifest with everything that it names, found in the identity domain. */
export interface ResolvedClient extends ResolvedNames {
  /** Which secret it has after this run. @default the version of its manifest */
  readonly secretTags?: SecretTags;
  /** What becomes of its two applications in this run. @default it has one */
  readonly rotation?: RotationPlan;
  /** The ids of the grants that this run revokes at its applications. @default none */
  readonly revoked?: Readonly<Partial<Record<HalfName, readonly string[]>>>;
  /** The application that it adopts. @default none, its application is created */
  readonly adopted?: AdoptedApplication;
}

/** An app role with the users and groups that hold it. */
export interface ResolvedRoleAssignment {
  /** As the environment's file has it. */
  readonly declared: object;
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
  /** The applications that resource applications, and clients, adopt. */
  readonly adoptions: Adoptions;
  /** What works, but perhaps not as intended. */
  readonly warnings: readonly Finding[];
  /**
   * Those of the warnings that are about users and groups which a provisioned client or role assignment names, and which do not
   * exist any more.
   * @default none
   */
  readonly ended?: readonly Finding[];
  /** Choices that were made because a manifest leaves them open. */
  readonly information: readonly Finding[];
}

/**
 * Finds everything that manifests name (resource apps, scopes, app roles, users, groups, perimeters) with one list
 * request per kind, whatever the number of names.
 *
 * @param environment the environment's name, for messages
 * @throws UnknownNamesError with every name that does not exist and every certificate that is too old, before anything is
 *   declared; what ended after it was provisioned is a warning (`whatEnded`)
 */
export async function resolveNames(
  unresolved: Unresolved,
  lookUp: DomainLookUp,
  environment = "dev",
): Promise<Resolved> {
  const unknown: Finding[] = [];
  const grantees: UnknownGrantee[] = [];
  const [known, adoptions] = await Promise.all([
    lookUpNames(unresolved, lookUp),
    resolveAdoptions(unresolved.teams ?? [], lookUp, unknown, environment),
  ]);
  const information: Finding[] = [];
  const warnings: Finding[] = [];
  const clients = unresolved.clients.map((client) => {
    const adopted = adoptions.get(client);
    const resolved = resolveClient(client, known, {
      unknown: reportTo(unknown, client),
      information: reportTo(information, client),
      warning: reportTo(warnings, client),
      grantee: reportGrantee(grantees, client),
    });
    return adopted === undefined ? resolved : { ...resolved, adopted };
  });
  const resolvedEnvironment = resolveEnvironment(unresolved.environment, known, { unknown, grantees });
  const provisioned = { teams: unresolved.teams ?? [], clients, roles: assignedRoles(resolvedEnvironment) };
  const ended = await whatEnded(grantees, provisioned, lookUp, new Date());
  const errors = [...unknown, ...ended.errors];
  // What would only be a warning is shown with the errors: all of it at once.
  if (errors.length > 0) throw new UnknownNamesError([...errors, ...ended.warnings]);
  return {
    clients,
    environment: resolvedEnvironment,
    adoptions,
    warnings: [...warnings, ...ended.warnings, ...clients.flatMap((client) => refreshWarnings(client, environment))],
    ended: ended.warnings,
    information,
  };
}

function reportGrantee(found: UnknownGrantee[], node: object): ReportGrantee {
  return (type) => (path, message) => {
    found.push({ node, path, message, type });
  };
}

function resolveEnvironment(
  declared: Unresolved["environment"],
  known: KnownNames,
  { unknown, grantees }: { readonly unknown: Finding[]; readonly grantees: UnknownGrantee[] },
): ResolvedEnvironment {
  const { networkPerimeters = [], roleAssignments = [], resourceApplications = [] } = declared ?? {};
  return {
    networkPerimeters,
    roleAssignments: roleAssignments.flatMap((assignment) => {
      const report = reportTo(unknown, assignment);
      const { users, groups } = resolveHolders(assignment, known, reportGrantee(grantees, assignment));
      const app = resolveName(known.apps, assignment.app, within(report, "app"));
      if (app === undefined) return [];
      const holders: RoleHolder[] = [
        ...(users.length > 0 ? ["users" as const] : []),
        ...(groups.length > 0 ? ["groups" as const] : []),
      ];
      const role = resolveRole(app, assignment.role, holders, known, within(report, "role"), []);
      return role === undefined ? [] : [{ declared: assignment, app, role, users, groups }];
    }),
    managedApplications: resourceApplications.flatMap((settings) => {
      const app = resolveName(known.existingApps, settings.app, within(reportTo(unknown, settings), "app"));
      return app === undefined ? [] : [{ app, settings }];
    }),
  };
}

/** The app roles that exist in the domain, so that somebody may hold them. */
function assignedRoles({ roleAssignments }: ResolvedEnvironment): AssignedRole[] {
  return roleAssignments.flatMap(({ declared, app, role, users, groups }) =>
    app.id === undefined || role.id === undefined
      ? []
      : [{ node: declared, appId: app.id, roleId: role.id, users, groups }],
  );
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
