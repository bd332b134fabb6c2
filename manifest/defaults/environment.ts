import type { Environment, ManagedApplicationManifest, RoleAssignmentManifest } from "../data/environment.ts";
import { appOf, type Services } from "../data/services.ts";
import type { WrittenEnvironment } from "../schema/environment.ts";
import type { Path, Source } from "../yaml/position.ts";
import { withOrigin } from "../yaml/problem.ts";
import { scopesOf } from "./resource-application.ts";
import { given } from "./written.ts";

type Written<Key extends keyof WrittenEnvironment> = NonNullable<WrittenEnvironment[Key]>;

/** An environment's file with its defaults filled in and its apps named, in an order that its keys have no part in. */
export function resolveEnvironment(
  name: string,
  written: WrittenEnvironment,
  source: Source,
  services: Services,
): Environment {
  const { identityDomain, allowedDomainRoles = [], networkPerimeters = [] } = written;
  const { roleAssignments = [], resourceApplications = [] } = written;
  const environment: Environment = {
    name,
    identityDomainUrl: identityDomain.url,
    allowedDomainRoles,
    networkPerimeters: networkPerimeters
      .map((perimeter, index) => withOrigin(perimeter, { source, path: ["networkPerimeters", index] }))
      .sort(by(({ name }) => name)),
    roleAssignments: roleAssignments
      .map((entry, index) => resolveAssignment(entry, services, source, ["roleAssignments", index]))
      .sort(by(({ app, role, users, groups }) => JSON.stringify([app, role, users, groups]))),
    resourceApplications: resourceApplications
      .map((entry, index) => resolveManaged(entry, services, source, ["resourceApplications", index]))
      .sort(by(({ app }) => app)),
  };
  const places = { identityDomainUrl: ["identityDomain", "url"] };
  return withOrigin(environment, { source, path: [], written: places });
}

function resolveAssignment(
  entry: Written<"roleAssignments">[number],
  services: Services,
  source: Source,
  path: Path,
): RoleAssignmentManifest {
  const { role, users = [], groups = [] } = entry;
  return withOrigin({ app: appNamedBy(services, entry), role, users, groups }, { source, path, ...appPlace(entry) });
}

function resolveManaged(
  {
    manage: _,
    service,
    instance,
    app,
    secondaryAudiences = [],
    scopes = [],
    ...settings
  }: Written<"resourceApplications">[number],
  services: Services,
  source: Source,
  path: Path,
): ManagedApplicationManifest {
  return withOrigin(
    {
      app: appNamedBy(services, { service, instance, app }),
      ...given(settings, ["description", "allowRefresh", "accessTokenExpiry", "refreshTokenExpiry", "redirectUrls"]),
      secondaryAudiences,
      scopes: scopesOf(scopes, source, [...path, "scopes"]),
    },
    { source, path, ...appPlace({ app }) },
  );
}

function appNamedBy(services: Services, entry: Readonly<Record<string, unknown>>): string {
  const app = appOf(services, entry);
  if (app === undefined) throw new TypeError("resolveEnvironment: an entry that was not checked");
  return app;
}

function appPlace({ app }: { readonly app?: string | undefined }): { written?: Record<string, Path> } {
  return app === undefined ? { written: { app: ["instance"] } } : {};
}

function by<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b)));
}
