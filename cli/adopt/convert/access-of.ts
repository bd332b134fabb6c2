import { appOf, type Services } from "../../../manifest/oracle/services.ts";
import type { Application, AppRole, Grant } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import type { Inexpressible } from "./attributes.ts";
import { type Entry, listed, present } from "./converted.ts";

/** The id of the identity domain's own app, whose roles are `domainRoles`. */
export const domainAppId = "IDCSAppId";

/** What a client may call, and as what: `access` and `domainRoles`. */
export interface Access {
  readonly access: readonly Entry[];
  readonly domainRoles: readonly string[];
  readonly inexpressible: readonly Inexpressible[];
}

/** The scopes that a client may request in one resource app. */
interface Reached {
  readonly id: string;
  readonly displayName: string;
  /** Within the app. */
  readonly scopes: string[];
}

/**
 * The access entries of a client: one for each resource app in the order of its scopes, in the shortest form.
 *
 * @param grants the grants of roles to the client
 */
export function accessOf(
  { allowedScopes = [] }: Pick<Application, "allowedScopes">,
  grants: readonly Grant[],
  read: ReadApplications,
  services: Services,
): Access {
  const reached: Reached[] = [];
  const inexpressible: Inexpressible[] = [];
  for (const [index, { fqs }] of allowedScopes.entries()) {
    const app = read.listed.find(({ scopes = [] }) => scopes.some((scope) => scope.fqs === fqs));
    if (app === undefined) {
      const why = "no application of the identity domain has this scope";
      inexpressible.push({ attribute: `allowedScopes[${index}].fqs`, value: fqs, why });
      continue;
    }
    const value = app.scopes?.find((scope) => scope.fqs === fqs)?.value ?? fqs;
    const known = reached.find(({ id }) => id === app.id);
    if (known) known.scopes.push(value);
    else reached.push({ id: app.id, displayName: app.displayName, scopes: [value] });
  }
  const held = grants.map((grant) => ({ grant, role: read.roles.find(({ id }) => id === roleId(grant)) }));
  for (const { grant, role } of held) {
    if (role && (grant.app.value === domainAppId || reached.some(({ id }) => id === grant.app.value))) continue;
    inexpressible.push(roleWithoutScope(grant, role, read));
  }
  const rolesAt = (id: string) =>
    held
      .filter(({ grant }) => grant.app.value === id)
      .flatMap(({ role }) => role?.displayName ?? [])
      .toSorted();
  return {
    access: reached.map((app) => entryOf(app, rolesAt(app.id), services)),
    domainRoles: rolesAt(domainAppId),
    inexpressible,
  };
}

/** The role that a grant gives. */
export function roleId({ entitlement }: Grant): string | undefined {
  return entitlement?.attributeValue;
}

function roleWithoutScope(grant: Grant, role: AppRole | undefined, { listed: all }: ReadApplications): Inexpressible {
  const app = all.find(({ id }) => id === grant.app.value)?.displayName ?? grant.app.value;
  const value = `${role?.displayName ?? roleId(grant) ?? "access"} of ${app}`;
  const why = role
    ? "an access entry has roles only next to a scope of the same app: add one of its scopes to the client first"
    : "no such role is found";
  return { attribute: "grantedAppRoles", value, why };
}

/** An access entry by the service of the app, if one has a rule for its name, or by the app's display name. */
function entryOf({ displayName, scopes }: Reached, roles: readonly string[], services: Services): Entry {
  const [service, instance] = instanceOf(displayName, services) ?? [];
  if (service === undefined) return present({ app: displayName, scopes, roles: listed(roles) });
  const { defaultScope, apis = {} } = services[service] ?? {};
  const isOnly = (scope: string | undefined) => scope !== undefined && scopes.length === 1 && scopes[0] === scope;
  const [api] = Object.entries(apis).find(([, scope]) => isOnly(scope)) ?? [];
  const isDefault = isOnly(defaultScope);
  return present({
    service,
    instance,
    apis: isDefault ? undefined : api,
    scopes: isDefault || api !== undefined ? undefined : scopes,
    roles: listed(roles),
  });
}

/** The service whose rule gives an app its name, and the name of its instance. */
function instanceOf(displayName: string, services: Services): readonly [service: string, instance: string] | undefined {
  for (const [service, { appOf: rule }] of Object.entries(services)) {
    const [before = "", after = ""] = rule?.("\0").split("\0") ?? [];
    if (before === "" || !displayName.startsWith(before) || !displayName.endsWith(after)) continue;
    const instance = displayName.slice(before.length, displayName.length - after.length);
    const isRight = appOf(services, { service, instance }) === displayName;
    // A manifest refuses an instance that begins like the name of an app.
    if (isRight && instance !== "" && !instance.toLowerCase().startsWith(before.toLowerCase()))
      return [service, instance];
  }
  return undefined;
}
