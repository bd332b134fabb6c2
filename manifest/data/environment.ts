import type { Address } from "../schema/address.ts";
import type { Path } from "../yaml/position.ts";
import { originOf, withOrigin } from "../yaml/problem.ts";
import type { ResourceApplicationManifest, ScopeManifest } from "./resource-application.ts";
import type { ClientManifest, TeamManifest } from "./team.ts";

/** What is different from one environment to the next. */
export interface Environment {
  /** The name of its file. */
  readonly name: string;
  /** The identity domain's URL as messages and comparisons use it: lower case, no default port, no slash at the end. */
  readonly identityDomainUrl: string;
  /** App roles of the domain itself that clients may have. */
  readonly allowedDomainRoles: readonly string[];
  /** Network perimeters that the environment declares, sorted by name. */
  readonly networkPerimeters: readonly NetworkPerimeterManifest[];
  /** Who holds app roles of resource apps, sorted by app and role. */
  readonly roleAssignments: readonly RoleAssignmentManifest[];
  /** Existing resource apps, Oracle's mostly, whose settings are managed; sorted by app. */
  readonly resourceApplications: readonly ManagedApplicationManifest[];
}

/** Addresses from which clients may be used. */
export interface NetworkPerimeterManifest {
  readonly name: string;
  /** At least one. */
  readonly addresses: readonly Address[];
}

/** The users and groups that hold an app role. */
export interface RoleAssignmentManifest {
  /** The display name of the resource app that defines the role. */
  readonly app: string;
  readonly role: string;
  /** User names. */
  readonly users: readonly string[];
  /** Display names of groups. */
  readonly groups: readonly string[];
}

/** The settings of an existing resource app that are managed; what is absent stays as it is. */
export interface ManagedApplicationManifest {
  /** Its display name. */
  readonly app: string;
  readonly description?: string;
  /** Whether clients may get refresh tokens for it ("Is refresh token allowed"). */
  readonly allowRefresh?: boolean;
  /** How long its access tokens live, in seconds. */
  readonly accessTokenExpiry?: number;
  /** How long its refresh tokens live, in seconds. */
  readonly refreshTokenExpiry?: number;
  readonly redirectUrls?: readonly string[];
  /** Added to those that it has. */
  readonly secondaryAudiences: readonly string[];
  /** Added to those that it has. */
  readonly scopes: readonly ScopeManifest[];
}

/** The clients of a team that exist in an environment, with what the environment replaces put in its place. */
export function clientsIn(team: TeamManifest, environment: string): ClientManifest[] {
  return team.clients.flatMap((client) => inEnvironment(client, environment) ?? []);
}

/** The resource applications of a team that exist in an environment, with what the environment replaces in its place. */
export function resourceApplicationsIn(team: TeamManifest, environment: string): ResourceApplicationManifest[] {
  return team.resourceApplications.flatMap((application) => inEnvironment(application, environment) ?? []);
}

/** A client or resource application as it is in an environment; absent if it does not exist there. */
export function inEnvironment<T extends { readonly environments?: Readonly<Record<string, object>> }>(
  declared: T,
  environment: string,
): T | undefined {
  const { environments, ...everywhere } = declared;
  const origin = originOf(declared);
  if (!origin || !environments) return declared;
  if (!Object.hasOwn(environments, environment)) return undefined;
  const override = environments[environment] ?? {};
  const within = originOf(override)?.written ?? {};
  const places = Object.keys(override).map((key): [string, Path] => [
    key,
    ["environments", environment, ...(within[key] ?? [key])],
  ]);
  const written = { ...origin.written, ...Object.fromEntries(places) };
  return withOrigin({ ...everywhere, ...override } as unknown as T, { ...origin, written });
}
