import { warningsOf } from "../../manifest/client-rules/warnings.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import { partIn, type TeamPart } from "../../manifest/load-stack.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { type Catalog, type CatalogApp, namesInCatalog, type ResolvedNames } from "../../plan/names-in-catalog.ts";
import type { Day } from "../../wording/days.ts";
import { quote } from "../../wording/quote.ts";
import { changesIn } from "./compare.ts";
import type { Remark, SubjectChange } from "./json.ts";
import { about, fromFinding } from "./remarks.ts";
import { dueRotations } from "./rotations.ts";

interface Compared {
  readonly before: readonly TeamManifest[];
  readonly after: readonly TeamManifest[];
  readonly services: Services;
  readonly catalog: Catalog | undefined;
  readonly changedFiles: readonly string[];
  readonly today: Day;
}

/** What changes in one environment, and what is wrong or to be looked at there. */
export async function inEnvironment(
  environment: Environment,
  { before, after, services, catalog, changedFiles, today }: Compared,
) {
  // Where the environment delivers to by itself is its administrators' choice, and no change of a team's.
  const { deliver: _, ...withoutDelivery } = environment;
  const inThis = (team: TeamManifest) => partIn(team, withoutDelivery);
  const [earlier, later] = [before.map(inThis), after.map(inThis)];
  const isChanged = new Set(changedFiles);
  const ofChanged = (teams: readonly TeamManifest[], parts: readonly TeamPart[]) =>
    parts.filter((_, index) => isChanged.has(teams[index]?.file ?? ""));
  const [from, to] = [ofChanged(before, earlier), ofChanged(after, later)];
  const [found, had] = catalog
    ? await resolved(environment, { earlier, later, services, catalog })
    : [nothing, nothing];
  const clientIds = clientIdsIn(catalog);
  const sides = [
    { teams: from, found: had.names, clientIds },
    { teams: to, found: found.names, clientIds },
  ] as const;
  const place = fromFinding(environment.name);
  const changes = changesIn(environment.name, ...sides);
  const alreadyUnknown = new Set(had.unknown.map(messageIn(had.names)));
  const isOld = (finding: Finding) => alreadyUnknown.has(messageIn(found.names)(finding));
  return {
    changes,
    problems: [
      ...(environment.deletion === "direct" ? [] : changes.flatMap((one) => goneTooEarly(one, from, environment))),
      ...found.unknown.filter((one) => !isOld(one)).map(place("unknown-name")),
      ...(catalog ? to.flatMap((part) => takenNames(part, from, catalog)).map(place("name-taken")) : []),
    ],
    warnings: [
      ...found.unknown
        .filter(isOld)
        .map((one) => place("unknown-name")({ ...one, message: `${one.message} It was so before this pull request.` })),
      ...to.flatMap(({ clients }) =>
        clients.flatMap((node) =>
          warningsOf(node, services, new Date(today)).map((warning) => place("works-otherwise")({ node, ...warning })),
        ),
      ),
      ...found.warnings
        .filter(({ node }) => to.some(({ clients }) => clients.includes(node as ClientManifest)))
        .map(place("works-otherwise")),
    ],
    rotations: catalog ? dueRotations(environment.name, later, catalog, today) : [],
  };
}

/** What is removed without being retired, where `pulumi up` refuses that. */
function goneTooEarly(change: SubjectChange, before: readonly TeamPart[], { name }: Environment): Remark[] {
  if (change.kind !== "gone") return [];
  const { subject, file, line, column } = change;
  const node = before
    .filter(({ team }) => team === change.team)
    .flatMap(
      ({ clients, resourceApplications }): ((typeof clients)[number] | (typeof resourceApplications)[number])[] =>
        change.what === "client" ? [...clients] : [...resourceApplications],
    )
    .find((one) => `${change.team}/${one.name}` === subject);
  if (node === undefined || node.state === "retired") return [];
  const message = `${quote(subject)} is gone, but environment ${quote(name)} deletes only what is retired: put it back with "state: retired", and remove it in a later pull request (docs/retire.md).`;
  return [{ ...about("not-retired", message), subject, environments: [name], ...{ file, line, column } }];
}

interface FoundNames {
  readonly names: ReadonlyMap<ClientManifest, ResolvedNames>;
  readonly unknown: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const nothing: FoundNames = { names: new Map(), unknown: [], warnings: [] };

/** What the names of both sides are in the catalogue. An API that the head removes is in the domain only until then. */
async function resolved(
  { roleAssignments: _, ...environment }: Environment,
  {
    earlier,
    later,
    services,
    catalog,
  }: {
    readonly earlier: readonly TeamPart[];
    readonly later: readonly TeamPart[];
    readonly services: Services;
    readonly catalog: Catalog;
  },
): Promise<readonly [FoundNames, FoundNames]> {
  const remaining = new Set(apisOf(later));
  const removed = new Set(apisOf(earlier).filter((name) => !remaining.has(name)));
  const within = async (teams: readonly TeamPart[], known: Catalog): Promise<FoundNames> => {
    const clients = teams.flatMap((team) => team.clients);
    const resourceApplications = teams.flatMap((team) => team.resourceApplications);
    const found = await namesInCatalog(
      { clients, resourceApplications, environment: { ...environment, roleAssignments: [] }, services },
      known,
    );
    return { ...found, names: new Map(found.clients.map((one) => [one.client, one])) };
  };
  const apps = catalog.apps.filter(({ displayName }) => !removed.has(displayName.toLowerCase()));
  return [await within(later, { ...catalog, apps }), await within(earlier, catalog)];
}

function apisOf(teams: readonly TeamPart[]): string[] {
  return teams.flatMap(({ clients, resourceApplications }) =>
    [...resourceApplications, ...clients.filter(({ api }) => api !== undefined)].map(({ displayName }) =>
      displayName.toLowerCase(),
    ),
  );
}

/** Names of new applications that an application of somebody else has in the domain. */
function takenNames(
  { team, clients, resourceApplications }: TeamPart,
  before: readonly TeamPart[],
  catalog: Catalog,
): Finding[] {
  const names = new Map(catalog.apps.map((app) => [app.displayName.toLowerCase(), app]));
  const had = new Set(
    before.flatMap((part) => [...part.clients, ...part.resourceApplications].map((one) => `${part.team}/${one.name}`)),
  );
  return [...clients, ...resourceApplications].flatMap((node) => {
    const own = [`${team}/${node.name}`, ...node.was.map((one) => `${one.team}/${one.client}`)];
    const app = names.get(node.displayName.toLowerCase());
    if (app === undefined || node.adopt !== undefined || own.some((name) => had.has(name) || name === ownerOf(app)))
      return [];
    const message = `${quote(node.displayName)} is already the display name of an application of the identity domain, which no manifest of this project owns: choose another displayName, or take that application over with adopt.`;
    return [{ node, path: ["displayName"], message }];
  });
}

/** The client that an application of the domain belongs to: `<team>/<client>`. */
function ownerOf({ tags }: CatalogApp): string | undefined {
  if (tags.get(ownershipTags.managedBy) !== managedByValue) return undefined;
  return `${tags.get(ownershipTags.team)}/${tags.get(ownershipTags.client)}`;
}

function clientIdsIn(catalog: Catalog | undefined): ReadonlyMap<string, string> {
  const owned = (catalog?.apps ?? []).flatMap((app) => {
    const owner = ownerOf(app);
    return owner === undefined ? [] : [[owner, app.clientId] as const];
  });
  return new Map(owned);
}

/** What identifies a finding on both sides, whatever its place. */
function messageIn(names: ReadonlyMap<ClientManifest, ResolvedNames>) {
  return ({ node, message }: Finding): string => `${names.get(node as ClientManifest)?.client.displayName} ${message}`;
}
