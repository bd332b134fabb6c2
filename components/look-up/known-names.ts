import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { quote } from "../../wording/quote.ts";
import { domainAppId } from "../parts/app-schemas.ts";
import { type AppRole, apisIn, type ExistingApp, type ResourceApp } from "./apps-and-roles.ts";
import type { DomainLookUp, Principal } from "./domain-look-up.ts";
import { type Names, namesOf } from "./named.ts";

/** What a program declares, with names whose ids are not known yet. */
export interface Unresolved {
  readonly clients: readonly ClientManifest[];
  /** The resource applications that the program declares itself. */
  readonly resourceApplications?: readonly ResourceApplicationManifest[];
  /**
   * The teams to which clients and resource applications belong.
   * @default none: nothing is adopted, and no live application of a client is searched for
   */
  readonly teams?: readonly DeclaringTeam[];
  /** What the environment's file declares, if this program declares it. */
  readonly environment?: Pick<Environment, "networkPerimeters" | "roleAssignments" | "resourceApplications">;
  /** The known services. */
  readonly services?: Services;
}

/** A team with what it declares. */
export interface DeclaringTeam {
  readonly team: string;
  readonly clients: readonly ClientManifest[];
  readonly resourceApplications: readonly ResourceApplicationManifest[];
}

/** A network perimeter; one that the program declares itself has no id yet. */
export interface NamedPerimeter {
  readonly name: string;
  readonly id?: string;
}

/** Everything that names can refer to. What the program declares takes precedence over what the domain contains. */
export interface KnownNames {
  readonly apps: Names<ResourceApp | ExistingApp>;
  /** All of them, in order of precedence. */
  readonly allApps: readonly (ResourceApp | ExistingApp)[];
  readonly existingApps: Names<ExistingApp>;
  /** App roles by the display name of the resource app that defines them. */
  readonly roles: ReadonlyMap<string, readonly AppRole[]>;
  /** App roles of the domain itself. */
  readonly domainRoles: Names<AppRole>;
  readonly users: Names<Principal>;
  readonly groups: Names<Principal>;
  readonly networkPerimeters: Names<NamedPerimeter>;
  readonly services: Services;
}

/** What is asked about a domain to find what a program names. */
export type NameLookUp = Pick<DomainLookUp, "resourceApps" | "appRoles" | "users" | "groups" | "networkPerimeters">;

/** Looks up what a program names: one list request per kind, whatever the number of names. */
export async function lookUpNames(unresolved: Unresolved, lookUp: NameLookUp): Promise<KnownNames> {
  const { clients, resourceApplications = [], environment, services = {} } = unresolved;
  const { roleAssignments = [], resourceApplications: managed = [] } = environment ?? {};
  const assigned = [...clients.map(({ assign }) => assign), ...roleAssignments];
  const needsApps = clients.some(({ access }) => access.length > 0) || roleAssignments.length + managed.length > 0;

  const [existing, users, groups, networkPerimeters] = await Promise.all([
    needsApps ? lookUp.resourceApps() : [],
    lookUp.users(assigned.flatMap((one) => one.users)),
    lookUp.groups(assigned.flatMap((one) => one.groups)),
    perimeters(unresolved, lookUp),
  ]);
  const existingApps = existing.map((app) => withSettings(app, managed));
  const declaredApis = apisIn({ clients, resourceApplications });
  const declaredApps = declaredApis.map(({ app }) => app);
  const isDeclared = namesOf(declaredApps, displayName, "").find;
  const allApps = [...declaredApps, ...existingApps.filter((app) => !isDeclared(app.displayName))];
  const apps = namesOf(allApps, displayName, "a resource app of the identity domain");
  const roles = await lookUp.appRoles(appsWithNeededRoles(unresolved, apps));
  const byApp = Map.groupBy(roles, ({ appId }) => appId);
  const rolesOf = (app: ResourceApp): readonly AppRole[] =>
    app.id === undefined
      ? (declaredApis.find((one) => one.app.displayName === app.displayName)?.roles ?? [])
      : (byApp.get(app.id) ?? []);

  return {
    apps,
    allApps,
    existingApps: namesOf(existingApps, displayName, "a resource app of the identity domain"),
    roles: new Map(allApps.map((app) => [app.displayName, rolesOf(app)])),
    domainRoles: namesOf(
      roles
        .filter(({ appId }) => appId === domainAppId)
        .sort((one, other) => compare(one.displayName, other.displayName)),
      displayName,
      "an app role of the identity domain itself",
    ),
    users: people(users, "a user", "`oci identity-domains users list`"),
    groups: people(groups, "a group", "`oci identity-domains groups list`"),
    networkPerimeters,
    services,
  };
}

/**
 * Users or groups. For one that does not exist the message neither proposes another one nor shows who exists: a wrong guess
 * would give somebody else access.
 */
function people(found: readonly Principal[], what: string, command: string): Names<Principal> {
  const explain = (name: string) =>
    `${quote(name)} is not ${what} of the identity domain (names are case-insensitive). To look: the console, or ${command}.`;
  return { ...namesOf(found, principalName, what), explain };
}

async function perimeters({ clients, environment }: Unresolved, lookUp: NameLookUp): Promise<Names<NamedPerimeter>> {
  const declared = (environment?.networkPerimeters ?? []).map(({ name }): NamedPerimeter => ({ name }));
  const named = (all: readonly NamedPerimeter[]) =>
    namesOf(all, principalName, "a network perimeter of the identity domain");
  const ours = named(declared);
  const isOurs = clients.every(({ networkPerimeters }) => networkPerimeters.every(ours.find));
  return isOurs ? ours : named([...declared, ...(await lookUp.networkPerimeters())]);
}

/** An app with the settings that the environment manages. */
function withSettings(app: ExistingApp, managed: Environment["resourceApplications"]): ExistingApp {
  const settings = managed.find((one) => one.app.toLowerCase() === app.displayName.toLowerCase());
  if (settings === undefined) return app;
  const added = settings.scopes.map((scope) => ({ ...scope, fullyQualified: `${app.audience}${scope.value}` }));
  const scopes = new Map([...app.scopes, ...added].map((scope) => [scope.value, scope]));
  return { ...app, allowsRefresh: settings.allowRefresh ?? app.allowsRefresh, scopes: [...scopes.values()] };
}

function appsWithNeededRoles({ clients, environment }: Unresolved, apps: KnownNames["apps"]): string[] {
  const named = [
    ...clients.flatMap(({ access }) => access.filter(({ roles }) => roles.length > 0)).map(({ app = "" }) => app),
    ...(environment?.roleAssignments ?? []).map(({ app }) => app),
  ];
  const ids = named.flatMap((name) => apps.find(name)?.id ?? []);
  return clients.some(({ domainRoles }) => domainRoles.length > 0) ? [...ids, domainAppId] : ids;
}

function displayName(named: { readonly displayName: string }): string {
  return named.displayName;
}

function principalName({ name }: { readonly name: string }): string {
  return name;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
