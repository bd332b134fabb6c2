import type { JsonValue } from "../../identity-domain/json.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { appOf } from "../../manifest/oracle/services.ts";
import { originOf } from "../../manifest/yaml/origin.ts";
import { derivedClientId } from "../../naming/client-id.ts";
import type { ClientSecret } from "../../plan/client-secrets.ts";
import type { PlannedResource } from "../../plan/plan-stack.ts";
import { dayOf, daysBetween, isDay } from "../../wording/days.ts";
import { compare } from "../../wording/order.ts";
import { domainAppId } from "../adopt/convert/access-of.ts";
import { clientOf, isOfEnvironment, kindOf, subjectOf } from "../drift/declared-resources.ts";
import { lastChange, member } from "../drift/deviation.ts";
import type { ReportApi, ReportClient, ReportSecret } from "./json.ts";
import type { EnvironmentState, StackState } from "./read/environment-state.ts";

/** The clients of an environment as the domain has them, or as the manifests declare them if it was not asked. */
export function clientsOf(state: EnvironmentState, today: string): ReportClient[] {
  const inStacks = new Map(
    (state.live?.stacks ?? []).flatMap((stack) => stack.stack.teams.map((team) => [team, liveOf(stack)] as const)),
  );
  return state.manifest.teams
    .flatMap((team) => team.clients.map((client) => reportClient(state, team, client, inStacks.get(team.team), today)))
    .sort((one, other) => compare(one.name, other.name));
}

/** The APIs that the teams of an environment declare. */
export function apisOf({ name: environment, manifest }: EnvironmentState): ReportApi[] {
  return manifest.teams
    .flatMap(({ team, owner, resourceApplications, clients }) => [
      ...resourceApplications.map((api) => ({
        environment,
        name: `${team}/${api.name}`,
        owner,
        displayName: api.displayName,
        audience: api.audience,
        scopes: api.scopes.map(({ value }) => value),
        roles: api.roles.map(({ name }) => name),
      })),
      ...clients.flatMap(({ name, displayName, api }) =>
        api === undefined
          ? []
          : {
              environment,
              name: `${team}/${name}`,
              owner,
              displayName,
              audience: api.audience,
              scopes: api.scopes.map(({ value }) => value),
              roles: api.roles.map((role) => role.name),
            },
      ),
    ])
    .sort((one, other) => compare(one.name, other.name));
}

/** A stack in the domain, by client. */
interface Live {
  readonly state: StackState;
  readonly resources: ReadonlyMap<string, readonly PlannedResource[]>;
  readonly beside: ReadonlyMap<string, readonly RightInDomain[]>;
}

/** Something that an application was given, or somebody who was assigned to it. */
interface RightInDomain {
  readonly app: JsonValue | undefined;
  readonly role: JsonValue | undefined;
  readonly grantee: JsonValue | undefined;
}

function liveOf(state: StackState): Live {
  const resources = state.plan.resources.filter((one) => !isOfEnvironment(one));
  const beside = state.deviations.filter(({ grant }) => grant !== undefined);
  return {
    state,
    resources: Map.groupBy(resources, (one) => clientOf(subjectOf(one))),
    beside: new Map(
      [...Map.groupBy(beside, ({ subject }) => clientOf(subject))].map(([name, list]) => [
        name,
        list.flatMap(({ grant }) => (grant === undefined ? [] : rightIn(grant))),
      ]),
    ),
  };
}

function rightIn({ app, entitlement, grantee }: PlannedResource["inputs"]): RightInDomain {
  return {
    app: member(app, "value"),
    role: member(entitlement, "attributeValue") ?? undefined,
    grantee,
  };
}

function reportClient(
  state: EnvironmentState,
  { team, owner }: TeamPart,
  client: ClientManifest,
  live: Live | undefined,
  today: string,
): ReportClient {
  const name = `${team}/${client.name}`;
  const stackName = live?.state.stack.name ?? state.name;
  const declared: Omit<ReportClient, "secret" | "state"> = {
    environment: state.name,
    name,
    team,
    owner,
    clientId: client.clientId ?? derivedClientId(name, stackName),
    displayName: client.displayName,
    clientType: client.clientType,
    grantTypes: client.grantTypes,
    access: declaredAccess(state, client),
    domainRoles: client.domainRoles,
    authorizedResources: resourcesOf(client),
    allowedOperations: client.allowedOperations,
    bypassesConsent: client.bypassConsent,
    enforcesGrants: client.enforceGrants,
    users: client.assign.users,
    groups: client.assign.groups,
    networkPerimeters: client.networkPerimeters,
    redirectUrls: client.redirectUrls,
    certificates: client.certificates.map(({ alias = "", file, expires }) => ({ alias: alias || file, expires })),
    ...(client.expires !== undefined && { expires: client.expires }),
    ...fileOf(client),
  };
  if (live === undefined) return { ...declared, state: "not compared", secret: withoutDomain(client) };
  const resources = live.resources.get(name) ?? [];
  const found = resources.find((one) => kindOf(one) === "DomainsApp" && one.name === name)?.found;
  if (found === undefined) return { ...declared, state: "not in the domain", secret: withoutDomain(client) };
  const rights = [
    ...resources.flatMap((one) => (kindOf(one) === "DomainsGrant" && one.found ? rightIn(one.found) : [])),
    ...(live.beside.get(name) ?? []),
  ];
  const applications = resources.flatMap((one) =>
    ["DomainsApp", "DomainsUser"].includes(kindOf(one)) && one.found ? one.found.id : [],
  );
  const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
  return {
    ...declared,
    clientId: text(found.name, declared.clientId),
    displayName: text(found.displayName, declared.displayName),
    clientType: text(found.clientType, declared.clientType),
    applicationId: found.id,
    state: client.state === "retired" ? "retired" : found.active === true ? "active" : "inactive",
    grantTypes: stringsIn(found.allowedGrants),
    ...heldAccess(live.state, client, found, rights, applications),
    authorizedResources: liveResources(found, declared.authorizedResources),
    allowedOperations: stringsIn(found.allowedOperations),
    bypassesConsent: found.bypassConsent === true,
    enforcesGrants: found.allowAccessControl === true,
    redirectUrls: stringsIn(found.redirectUris),
    secret: liveSecret(live.state.secrets.get(name), client, found, today),
    lastModified: lastModifiedOf(found),
  };
}

function lastModifiedOf(found: NonNullable<PlannedResource["found"]>): NonNullable<ReportClient["lastModified"]> {
  const { by, at } = lastChange(found);
  return { ...(by !== undefined && { by }), ...(at !== undefined && { at }) };
}

/** What a client may call and who may use it, by the names of the domain. */
function heldAccess(
  { names, plan }: StackState,
  client: ClientManifest,
  found: NonNullable<PlannedResource["found"]>,
  rights: readonly RightInDomain[],
  applications: readonly string[],
): Pick<ReportClient, "access" | "domainRoles" | "users" | "groups"> {
  const nameOf = (id: unknown): string => names.get(String(id)) ?? String(id);
  const resolved = plan.resolved.clients.find((one) => one.client === client);
  const appOfScope = (fqs: string): string | undefined =>
    resolved?.access.find(({ scopes }) => scopes.includes(fqs))?.app.displayName;
  const access = new Map<string, { scopes: string[]; roles: string[] }>();
  const at = (app: string) => {
    const entry = access.get(app) ?? { scopes: [], roles: [] };
    access.set(app, entry);
    return entry;
  };
  for (const scope of listIn(found.allowedScopes)) {
    const fqs = String(member(scope, "fqs"));
    at(appOfScope(fqs) ?? nameOf(member(scope, "idOfDefiningApp") ?? "unknown app")).scopes.push(fqs);
  }
  const held = rights.filter(({ role }) => role !== undefined);
  const isHis = ({ grantee }: RightInDomain) => applications.includes(String(member(grantee, "value")));
  const domainRoles: string[] = [];
  for (const right of held.filter(isHis)) {
    const role = nameOf(right.role);
    if (right.app === domainAppId) domainRoles.push(role);
    else at(nameOf(right.app)).roles.push(role);
  }
  const assigned = (type: string): string[] =>
    rights
      .filter((right) => right.role === undefined && !isHis(right) && member(right.grantee, "type") === type)
      .map(({ grantee }) => nameOf(member(grantee, "value")));
  return {
    access: [...access]
      .map(([app, { scopes, roles }]) => ({ app, scopes: inOrder(scopes), roles: inOrder(roles) }))
      .sort((one, other) => compare(one.app, other.app)),
    domainRoles: inOrder(domainRoles),
    users: inOrder(assigned("User")),
    groups: inOrder(assigned("Group")),
  };
}

function declaredAccess(
  { manifest: { services } }: EnvironmentState,
  { access }: ClientManifest,
): ReportClient["access"] {
  return access.map((entry) => ({
    app: appOf(services, entry) ?? "by fully qualified scope",
    scopes: entry.scopes ?? [],
    roles: entry.roles,
  }));
}

function resourcesOf({ authorizedResources }: ClientManifest): string {
  if (authorizedResources.kind !== "tagged") return authorizedResources.kind;
  return Object.entries(authorizedResources.tags)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}

function liveResources({ trustScope }: NonNullable<PlannedResource["found"]>, declared: string): string {
  if (trustScope === "Account") return "all";
  return trustScope === "Tags" ? declared : "specific";
}

function withoutDomain({ clientType, secret, rotation }: ClientManifest): ReportSecret {
  if (clientType === "public") return { kind: "none" };
  if (rotation !== undefined && rotation !== "none") return { kind: "rotated" };
  return { kind: secret.every === undefined ? "unknown" : "regenerated" };
}

function liveSecret(
  known: ClientSecret | undefined,
  { clientType }: ClientManifest,
  found: NonNullable<PlannedResource["found"]>,
  today: string,
): ReportSecret {
  if (clientType === "public" || known === undefined) return { kind: "none" };
  const { kind, since, due, adopted, previousUntil } = known;
  const created = createdOn(found);
  return {
    kind,
    ...(since !== undefined && { since, age: daysBetween(since, today) }),
    ...(created !== undefined && { notOlderThan: created }),
    ...(isDay(adopted) && { adopted }),
    ...(due !== undefined && { due }),
    ...(previousUntil !== undefined && { previousUntil }),
  };
}

function createdOn({ meta }: NonNullable<PlannedResource["found"]>): string | undefined {
  const created = new Date(String(member(meta, "created")));
  return Number.isNaN(created.getTime()) ? undefined : dayOf(created);
}

function fileOf(client: ClientManifest): { readonly file?: string } {
  const origin = originOf(client);
  return origin === undefined ? {} : { file: origin.source.file };
}

function stringsIn(value: JsonValue | undefined): string[] {
  return inOrder(listIn(value).flatMap((one) => (typeof one === "string" ? one : [])));
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function inOrder(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compare);
}
