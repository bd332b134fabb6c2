import { dirname, join } from "node:path";
import { appOf, type Services, serviceOf } from "../data/services.ts";
import type {
  AccessManifest,
  AssignManifest,
  AuthorizedResources,
  ClientManifest,
  ClientOverride,
  TeamManifest,
} from "../data/team.ts";
import { isFullyQualified, type WrittenAccess } from "../schema/access.ts";
import { type CertificateManifest, readCertificate } from "../schema/certificate.ts";
import type { WrittenClient, WrittenClientOverride } from "../schema/client.ts";
import { integrationCallbackUrl } from "../schema/redirect-url.ts";
import { tagsOf } from "../schema/tags.ts";
import type { WrittenTeam } from "../schema/team.ts";
import type { Path, Source } from "../yaml/position.ts";
import { type Problem, problemIn, withOrigin } from "../yaml/problem.ts";
import { resolveResourceApplication } from "./resource-application.ts";
import { defaultDisplayName, formerName, given } from "./written.ts";

/** What is needed to turn a file into data. */
export interface Resolving {
  readonly source: Source;
  readonly services: Services;
  /** Takes what is wrong with the files that a manifest names. */
  readonly problems: Problem[];
}

/** A team's manifest with its defaults filled in and its apps named, in an order that its keys have no part in. */
export function resolveTeam(written: WrittenTeam, resolving: Resolving): TeamManifest {
  const { team, owner, clients, resourceApplications = [] } = written;
  const { source } = resolving;
  return withOrigin(
    {
      team,
      owner,
      file: source.file,
      resourceApplications: resourceApplications
        .map((one, index) => resolveResourceApplication(team, one, source, ["resourceApplications", index]))
        .sort(byName),
      clients: clients.map((one, index) => resolveClient(team, one, resolving, ["clients", index])).sort(byName),
    },
    { source, path: [] },
  );
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** A client with its defaults filled in. */
export function resolveClient(team: string, written: WrittenClient, resolving: Resolving, path: Path): ClientManifest {
  const { name, displayName, was = [], environments } = written;
  const everywhere = resolveOverride(written, resolving, path);
  const client: ClientManifest = {
    name,
    displayName: displayName ?? defaultDisplayName(team, name),
    ...given(written, ["clientId", "idTokenEncryption"]),
    clientType: written.clientType ?? "confidential",
    showInMyApps: written.showInMyApps ?? false,
    grantTypes: written.grantTypes,
    allowHttpUrls: written.allowHttpUrls ?? false,
    allowedOperations: written.allowedOperations ?? [],
    bypassConsent: written.bypassConsent ?? false,
    tags: [],
    active: true,
    redirectUrls: [],
    postLogoutRedirectUrls: [],
    authorizedResources: { kind: "specific" },
    access: [],
    domainRoles: [],
    networkPerimeters: [],
    certificates: [],
    enforceGrants: false,
    assign: resolveAssign({}, resolving.source, [...path, "assign"]),
    secretVersion: 1,
    was: [was].flat().map(formerName),
    ...everywhere.override,
    ...(environments === undefined ? {} : { environments: resolveEnvironments(environments, resolving, path) }),
  };
  return withOrigin(client, { source: resolving.source, path, written: everywhere.places });
}

function resolveEnvironments(
  written: Readonly<Record<string, WrittenClientOverride>>,
  resolving: Resolving,
  path: Path,
): Record<string, ClientOverride> {
  const entries = Object.keys(written)
    .sort()
    .map((name): [string, ClientOverride] => {
      const place = [...path, "environments", name];
      const { override, places } = resolveOverride(written[name] ?? {}, resolving, place);
      return [name, withOrigin(override, { source: resolving.source, path: place, written: places })];
    });
  return Object.fromEntries(entries);
}

interface ResolvedOverride {
  readonly override: ClientOverride;
  /** Keys that are written under another name. */
  readonly places: Readonly<Record<string, Path>>;
}

function resolveOverride(written: WrittenClientOverride, resolving: Resolving, path: Path): ResolvedOverride {
  const { tags, redirectUrls, integrationCallback, authorizedResources, access, certificates, assign } = written;
  const { source } = resolving;
  const at = (key: string) => [...path, key];
  const override: ClientOverride = {
    ...given(written, [
      "description",
      "active",
      "postLogoutRedirectUrls",
      "logoutUrl",
      "domainRoles",
      "networkPerimeters",
      "enforceGrants",
      "secretVersion",
    ]),
    ...(tags && { tags: tagsOf(tags, source, at("tags")) }),
    ...((redirectUrls ?? integrationCallback) !== undefined && { redirectUrls: redirectUrlsOf(written) }),
    ...(authorizedResources !== undefined && {
      authorizedResources: authorizedResourcesOf(authorizedResources, source, at("authorizedResources")),
    }),
    ...(access && { access: access.map((entry, index) => resolveAccess(entry, resolving, [...at("access"), index])) }),
    ...(certificates && {
      certificates: certificates.map((entry, index) =>
        resolveCertificate(entry, resolving, [...at("certificates"), index]),
      ),
    }),
    ...(assign && { assign: resolveAssign(assign, source, at("assign")) }),
  };
  const moved = redirectUrls === undefined && integrationCallback !== undefined;
  return { override, places: moved ? { redirectUrls: ["integrationCallback"] } : {} };
}

function redirectUrlsOf({ redirectUrls = [], integrationCallback }: WrittenClientOverride): string[] {
  const callback = integrationCallback === undefined ? [] : [integrationCallbackUrl(integrationCallback)];
  return [...new Set([...redirectUrls, ...callback])];
}

function authorizedResourcesOf(
  written: NonNullable<WrittenClientOverride["authorizedResources"]>,
  source: Source,
  path: Path,
): AuthorizedResources {
  if (typeof written === "string") return { kind: written };
  const tags = tagsOf(written.tagged, source, [...path, "tagged"]);
  return withOrigin({ kind: "tagged", tags }, { source, path, written: { tags: ["tagged"] } });
}

function resolveAccess(written: WrittenAccess, { source, services }: Resolving, path: Path): AccessManifest {
  const app = appOf(services, written);
  const { scopes, apis, roles = [], service } = written;
  const known = serviceOf(services, service);
  const api = apis === undefined ? known?.defaultScope : known?.apis?.[apis];
  const found = scopes ?? (api === undefined ? undefined : [api]);
  if (app === undefined && !found?.every(isFullyQualified)) {
    throw new TypeError("resolveAccess: an entry that was not checked");
  }
  const places = {
    ...(written.app === undefined ? { app: ["instance"] } : {}),
    ...(apis === undefined ? {} : { scopes: ["apis"] }),
  };
  return withOrigin(
    {
      ...(app !== undefined && { app }),
      ...(service !== undefined && { service }),
      ...(found && { scopes: found }),
      roles,
    },
    { source, path, written: places },
  );
}

function resolveCertificate(
  written: NonNullable<WrittenClientOverride["certificates"]>[number],
  { source, problems }: Resolving,
  path: Path,
): CertificateManifest {
  const { file: name, alias = undefined } = typeof written === "string" ? { file: written } : written;
  const file = join(dirname(source.file), name);
  const read = readCertificate(file);
  if ("refused" in read) {
    const place = typeof written === "string" ? path : [...path, "file"];
    problems.push(problemIn(source, place, `${file} ${read.refused}`));
  }
  const content = "refused" in read ? { base64: "", sha256: "", expires: "" } : read;
  return withOrigin({ file, ...(alias !== undefined && { alias }), ...content }, { source, path });
}

function resolveAssign(written: WrittenClientOverride["assign"], source: Source, path: Path): AssignManifest {
  return withOrigin({ users: written?.users ?? [], groups: written?.groups ?? [] }, { source, path });
}
