import type { ExistingApp, ExistingAppRole } from "../components/look-up/apps-and-roles.ts";
import { lookUpNames, type NameLookUp, type Unresolved } from "../components/look-up/known-names.ts";
import { reportTo } from "../components/look-up/report.ts";
import { type ResolvedNames, resolveClient } from "../components/look-up/resolve-client.ts";
import type { Finding } from "../manifest/yaml/problem.ts";
import { domainAppId } from "../naming/resource-names.ts";

export type { ResolvedNames } from "../components/look-up/resolve-client.ts";

/** What a domain contained when its catalogue was written: what manifests can name. */
export interface Catalog {
  readonly apps: readonly CatalogApp[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly networkPerimeters: readonly string[];
}

/** An application of a catalogue. */
export interface CatalogApp {
  readonly displayName: string;
  readonly clientId: string;
  /** Absent if it is no resource app. */
  readonly audience?: string;
  readonly scopes: readonly string[];
  readonly allowsRefresh: boolean;
  readonly grantTypes: readonly string[];
  readonly secondaryAudiences: readonly string[];
  readonly roles: readonly { readonly displayName: string; readonly availableTo: ExistingAppRole["availableTo"] }[];
  readonly tags: ReadonlyMap<string, string>;
}

/** What the clients of a program name, as far as a catalogue knows it. */
export interface NamesInCatalog {
  /** In the order of the clients. */
  readonly clients: readonly ResolvedNames[];
  /** Every name that the catalogue does not know. */
  readonly unknown: readonly Finding[];
  /** What works, but perhaps not as intended. */
  readonly warnings: readonly Finding[];
}

/**
 * Finds everything that clients name in a catalogue, by the rules by which `pulumi up` finds it in the domain, without a request.
 * A catalogue has no roles of the domain itself: any name of one is accepted.
 */
export async function namesInCatalog(unresolved: Unresolved, catalog: Catalog): Promise<NamesInCatalog> {
  const domainRoles = new Set(unresolved.clients.flatMap((client) => client.domainRoles));
  const known = await lookUpNames(unresolved, answersOf(catalog, [...domainRoles]));
  const unknown: Finding[] = [];
  const warnings: Finding[] = [];
  const clients = unresolved.clients.map((client) =>
    resolveClient(client, known, {
      unknown: reportTo(unknown, client),
      information: () => {},
      warning: reportTo(warnings, client),
      grantee: () => reportTo(unknown, client),
    }),
  );
  return { clients, unknown, warnings };
}

/** Answers questions about a domain from its catalogue. Names stand for ids. */
function answersOf(catalog: Catalog, domainRoles: readonly string[]): NameLookUp {
  const named = (names: readonly string[]) => Promise.resolve(names.map((name) => ({ id: name, name })));
  return {
    resourceApps: () => Promise.resolve(catalog.apps.flatMap((app) => existingApp(app) ?? [])),
    appRoles: (ids) => {
      const asked = new Set(ids);
      const ofApps = catalog.apps.filter((app) => asked.has(app.displayName)).flatMap(rolesOf);
      return Promise.resolve([...ofApps, ...(asked.has(domainAppId) ? domainRoles.map(domainRole) : [])]);
    },
    users: () => named(catalog.users),
    groups: () => named(catalog.groups),
    networkPerimeters: () => named(catalog.networkPerimeters),
  };
}

function existingApp({ displayName, clientId, audience, scopes, ...app }: CatalogApp): ExistingApp | undefined {
  if (audience === undefined) return undefined;
  const { allowsRefresh, grantTypes, secondaryAudiences } = app;
  return {
    id: displayName,
    ocid: displayName,
    templateId: "",
    displayName,
    clientId,
    audience,
    scopes: scopes.map((value) => ({ value, fullyQualified: `${audience}${value}`, requiresConsent: false })),
    allowsRefresh,
    grantTypes,
    secondaryAudiences,
  };
}

function rolesOf({ displayName, roles }: CatalogApp): ExistingAppRole[] {
  return roles.map((role) => ({ ...role, id: `${displayName} ${role.displayName}`, appId: displayName }));
}

function domainRole(displayName: string): ExistingAppRole {
  return { id: displayName, displayName, appId: domainAppId, availableTo: ["clients", "users", "groups"] };
}
