import type { AccessManifest, ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { RoleHolder } from "../../manifest/keys-and-defaults/resource-application.ts";
import { allApis } from "../../manifest/oracle/services.ts";
import { notFound } from "../../wording/nearest.ts";
import type { AppRole, ExistingApp, ResourceApp } from "./apps-and-roles.ts";
import type { KnownNames } from "./known-names.ts";
import { resolveName } from "./named.ts";
import { type Report, within } from "./report.ts";
import { resolveRole } from "./resolve-role.ts";

/** One resource app that a client may use. */
export interface ResolvedAccess {
  readonly app: ResourceApp;
  /** Fully qualified scopes, in the manifest's order. */
  readonly scopes: readonly string[];
  readonly roles: readonly AppRole[];
  /** The name of its service in the manifest. */
  readonly service?: string;
  /** Whether the roles are granted to a user of the client, and not to the client. */
  readonly clientUser?: true;
}

/** Where findings in an access entry are reported. */
interface EntryReports {
  /** A name that does not exist. */
  readonly unknown: Report;
  /** A choice that was made because the manifest leaves it open. */
  readonly information: Report;
}

/** Where findings in a client are reported. */
export interface Reports extends EntryReports {
  /** Something that works, but perhaps not as intended. */
  readonly warning: Report;
}

/**
 * Finds the resource apps, scopes and app roles of a client's access entries. An entry may name scopes of several apps,
 * and several entries may name scopes of one app: the result has one entry per app.
 */
export function resolveAccess(client: ClientManifest, known: KnownNames, reports: Reports): ResolvedAccess[] {
  const found = client.access.flatMap((access, index) => {
    const inside = {
      unknown: within(reports.unknown, "access", index),
      information: within(reports.information, "access", index),
    };
    if (access.app === undefined) return accessByScopes(access, known, inside);
    const app = resolveName(known.apps, access.app, within(inside.unknown, "app"));
    if (app === undefined) return [];
    refuseUnsupportedFlows(client, access, app, known, reports.unknown);
    return accessTo(app, access, known, inside);
  });
  const byApp = [...Map.groupBy(found, ({ app }) => app).values()].map(merged);
  warnOfSeveralApps(client, byApp, reports.warning);
  return byApp;
}

function merged(entries: readonly ResolvedAccess[]): ResolvedAccess {
  const [first] = entries as readonly [ResolvedAccess, ...ResolvedAccess[]];
  const service = entries.find((entry) => entry.service !== undefined)?.service;
  return {
    app: first.app,
    scopes: [...new Set(entries.flatMap(({ scopes }) => scopes))],
    roles: [...new Set(entries.flatMap(({ roles }) => roles))],
    ...(service !== undefined && { service }),
    ...(entries.some(({ clientUser }) => clientUser) && { clientUser: true }),
  };
}

/** Warns about entries with scopes alone; entries that name their app were checked with the manifest. */
function warnOfSeveralApps(
  { access, authorizedResources }: ClientManifest,
  byApp: readonly ResolvedAccess[],
  warning: Report,
): void {
  const named = new Set(access.flatMap(({ app }) => app?.toLowerCase() ?? []));
  const byScopes = access.findIndex(({ app }) => app === undefined);
  if (authorizedResources.kind !== "specific" || byApp.length < 2 || named.size > 1 || byScopes < 0) return;
  const names = byApp.map(({ app }) => app.displayName).join(", ");
  warning(
    ["access", byScopes, "scopes"],
    `scopes of ${byApp.length} resource apps (${names}): a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.`,
  );
}

function accessTo(app: ResourceApp, access: AccessManifest, known: KnownNames, reports: EntryReports): ResolvedAccess {
  const written = access.scopes ?? ownScopes(app, access, known, reports);
  const values = app.scopes.map(({ value }) => value);
  const scopes = written.flatMap((text, index) => {
    const scope = app.scopes.find(({ value, fullyQualified }) => text === value || text === fullyQualified);
    if (!scope) reports.unknown(["scopes", index], notFound(text, `a scope of "${app.displayName}"`, values));
    return scope?.fullyQualified ?? [];
  });
  const holders: RoleHolder[] = [access.clientUser ? "users" : "clients"];
  const roles = access.roles.flatMap(
    (name, index) => resolveRole(app, name, holders, known, within(reports.unknown, "roles", index)) ?? [],
  );
  return {
    app,
    scopes,
    roles,
    ...(access.service !== undefined && { service: access.service }),
    ...(access.clientUser && { clientUser: true }),
  };
}

/** The scope to use for a service without a default one: the scope for all APIs, or the only one. */
function ownScopes(
  { displayName, scopes }: ResourceApp,
  { service = "" }: AccessManifest,
  { services }: KnownNames,
  { unknown, information }: EntryReports,
): string[] {
  const values = scopes.map(({ value }) => value);
  const chosen = values.includes(allApis) ? allApis : values.length === 1 ? values[0] : undefined;
  const title = services[service]?.title ?? "the service";
  if (chosen === undefined) {
    const has = values.length === 0 ? "none" : values.join(", ");
    unknown(
      ["scopes"],
      `missing: no default scope of ${title} is known; write those of "${displayName}" (it has ${has}).`,
    );
    return [];
  }
  const shown = JSON.stringify(chosen);
  information(
    [],
    `no default scope of ${title} is known: ${shown} of "${displayName}" is used. To keep it, write scopes: [${shown}].`,
  );
  return [chosen];
}

function accessByScopes(access: AccessManifest, known: KnownNames, { unknown }: EntryReports): ResolvedAccess[] {
  const existing = known.allApps.flatMap(({ scopes }) => scopes.map(({ fullyQualified }) => fullyQualified));
  const found = new Map<ResourceApp, string[]>();
  for (const [index, text] of (access.scopes ?? []).entries()) {
    const app = known.allApps.find(({ scopes }) => scopes.some(({ fullyQualified }) => fullyQualified === text));
    if (app) found.set(app, [...(found.get(app) ?? []), text]);
    else unknown(["scopes", index], notFound(text, "a fully qualified scope of the identity domain", existing));
  }
  return [...found].map(([app, scopes]) => ({ app, scopes, roles: [] }));
}

/** Some services support only the grant types of their own app. */
function refuseUnsupportedFlows(
  { grantTypes }: ClientManifest,
  { service = "" }: AccessManifest,
  app: ResourceApp | ExistingApp,
  { services }: KnownNames,
  unknown: Report,
): void {
  if (!services[service]?.ownGrantTypesDecide || !("grantTypes" in app) || app.grantTypes.length === 0) return;
  const own = app.grantTypes.join(", ");
  for (const [index, grantType] of grantTypes.entries()) {
    if (app.grantTypes.includes(grantType)) continue;
    unknown(
      ["grantTypes", index],
      `"${app.displayName}" does not support ${grantType}: its own grant types are ${own}. Use one of those, or have this one enabled there.`,
    );
  }
}
