import type { WrittenAccess } from "./access-schema.ts";
import { appOf } from "./access-schema.ts";
import { withOrigin } from "./problem.ts";
import { serviceOf } from "./services.ts";
import type { Path, Source } from "./source.ts";
import type {
  AccessManifest,
  AssignManifest,
  ClientManifest,
  ClientOverride,
  FormerName,
  TeamManifest,
} from "./team.ts";
import type { WrittenTeam } from "./team-schema.ts";

type WrittenClient = WrittenTeam["clients"][number];
type WrittenOverride = NonNullable<WrittenClient["environments"]>[string];

/** A team's manifest with its defaults filled in and its apps named, in an order that its keys have no part in. */
export function resolveTeam(written: WrittenTeam, source: Source): TeamManifest {
  const clients = written.clients.map((client, index) =>
    resolveClient(written.team, client, source, ["clients", index]),
  );
  return withOrigin(
    { team: written.team, owner: written.owner, file: source.file, clients: clients.sort(byName) },
    { source, path: [] },
  );
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function resolveClient(team: string, written: WrittenClient, source: Source, path: Path): ClientManifest {
  const { name, displayName, clientId, grantTypes, was = [], environments } = written;
  const client: ClientManifest = {
    name,
    displayName: displayName ?? defaultDisplayName(team, name),
    ...(clientId === undefined ? {} : { clientId }),
    grantTypes,
    enforceGrants: false,
    secretVersion: 1,
    was: [was].flat().map(formerName),
    ...resolveOverride(written, source, path),
    access: resolveAccessList(written.access, source, [...path, "access"]),
    assign: resolveAssign(written.assign, source, [...path, "assign"]),
    ...(environments === undefined ? {} : { environments: resolveEnvironments(environments, source, path) }),
  };
  return withOrigin(client, { source, path });
}

function resolveEnvironments(
  written: Readonly<Record<string, WrittenOverride>>,
  source: Source,
  path: Path,
): Record<string, ClientOverride> {
  const names = Object.keys(written).sort();
  return Object.fromEntries(
    names.map((name) => [name, resolveOverride(written[name] ?? {}, source, [...path, "environments", name])]),
  );
}

function resolveOverride(written: WrittenOverride, source: Source, path: Path): ClientOverride {
  const { description, access, enforceGrants, assign, secretVersion } = written;
  return withOrigin(
    {
      ...(description === undefined ? {} : { description }),
      ...(access === undefined ? {} : { access: resolveAccessList(access, source, [...path, "access"]) }),
      ...(enforceGrants === undefined ? {} : { enforceGrants }),
      ...(assign === undefined ? {} : { assign: resolveAssign(assign, source, [...path, "assign"]) }),
      ...(secretVersion === undefined ? {} : { secretVersion }),
    },
    { source, path },
  );
}

function resolveAccessList(written: readonly WrittenAccess[], source: Source, path: Path): AccessManifest[] {
  return written.map((entry, index) => resolveAccess(entry, source, [...path, index]));
}

function resolveAccess(written: WrittenAccess, source: Source, path: Path): AccessManifest {
  const app = appOf(written);
  const scopes = written.scopes ?? defaultScopes(written);
  if (app === undefined || scopes === undefined) throw new TypeError("resolveAccess: an entry that was not checked");
  const origin = { source, path, ...(written.app === undefined ? { written: { app: ["instance"] } } : {}) };
  return withOrigin({ app, scopes, roles: written.roles ?? [] }, origin);
}

function defaultScopes({ service }: WrittenAccess): string[] | undefined {
  const known = serviceOf(service);
  return known && [known.defaultScope];
}

function resolveAssign(written: WrittenOverride["assign"], source: Source, path: Path): AssignManifest {
  return withOrigin({ users: written?.users ?? [], groups: written?.groups ?? [] }, { source, path });
}

/** The display name of a client that gives none. */
export function defaultDisplayName(team: string, client: string): string {
  return `${team}-${client}`;
}

function formerName(text: string): FormerName {
  const [team = "", client = ""] = text.split("/");
  return { team, client };
}
