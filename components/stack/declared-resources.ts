import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../wording/quote.ts";
import type { AppRole, ResourceApp } from "../look-up/apps-and-roles.ts";
import type { NamedPerimeter } from "../look-up/known-names.ts";
import type { ManagedApplication } from "../managed-application.ts";
import type { DeclaredApi } from "../parts/api.ts";

/** What a program has already declared, for resources that are declared after it. */
export interface DeclaredResources {
  /** Its APIs, by display name. */
  readonly applications: Map<string, DeclaredApi>;
  /** Ids of network perimeters, by name in lower case. */
  readonly networkPerimeters: ReadonlyMap<string, pulumi.Output<string>>;
  /**
   * Applications of the domain whose settings it manages, scopes among them; by display name.
   * @default none
   */
  readonly managedApplications?: ReadonlyMap<string, ManagedApplication>;
}

/** The id of a resource app, whether it exists in the domain or the program declares it. */
export function idOfApp(app: ResourceApp, declared: DeclaredResources): pulumi.Input<string> {
  return app.id ?? applicationOf(app, declared).applicationId;
}

/** The id of an app role, whether its app exists in the domain or the program declares it. */
export function idOfRole(role: AppRole, app: ResourceApp, declared: DeclaredResources): pulumi.Input<string> {
  return role.id ?? applicationOf(app, declared).roleIds[role.displayName] ?? missing(role.displayName);
}

/** Fully qualified scopes of a resource app; they depend on it if the program declares or manages it. */
export function scopesOf(
  app: ResourceApp,
  scopes: readonly string[],
  declared: DeclaredResources,
): pulumi.Input<string>[] {
  if (app.id !== undefined) {
    const managed = declared.managedApplications?.get(app.displayName);
    // Only the URN is known in a preview.
    return scopes.map((scope) => managed?.urn.apply(() => scope) ?? scope);
  }
  const application = declared.applications.get(app.displayName);
  // A client may request its own scopes, and those of a client that requests its: an application cannot wait for itself.
  if (application === undefined && app.isClient) return [...scopes];
  if (application === undefined) return missing(app.displayName);
  const values = app.scopes.filter(({ fullyQualified }) => scopes.includes(fullyQualified));
  return values.map(({ value }) => application.scope(value));
}

/** The id of a network perimeter, whether it exists in the domain or the program declares it. */
export function idOfPerimeter(
  { name, id }: NamedPerimeter,
  { networkPerimeters }: DeclaredResources,
): pulumi.Input<string> {
  return id ?? networkPerimeters.get(name.toLowerCase()) ?? missing(name);
}

function applicationOf({ displayName, isClient }: ResourceApp, { applications }: DeclaredResources): DeclaredApi {
  return applications.get(displayName) ?? (isClient ? rolesOfEachOther(displayName) : missing(displayName));
}

function rolesOfEachOther(displayName: string): never {
  throw new pulumi.RunError(
    `${quote(displayName)} and a client that has app roles of it use each other's APIs: declare the API of ${quote(displayName)} under resourceApplications instead of \`api\`, or remove one of the two.`,
  );
}

function missing(name: string): never {
  throw new TypeError(`"${name}" was resolved, but not declared before what uses it`);
}
