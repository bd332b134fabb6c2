import type { TeamAsWritten } from "../../manifest/between-files/as-written.ts";
import { changedApplications } from "../../manifest/between-files/changed-applications.ts";
import { warningsOf } from "../../manifest/client-rules/warnings.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import { clientsIn, resourceApplicationsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { type ReadTeams, readTeams } from "../../manifest/load-teams.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";
import { originOf, withOriginOf } from "../../manifest/yaml/origin.ts";
import { attempt, type Finding, type Problem, problemAt } from "../../manifest/yaml/problem.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { type Catalog, type CatalogApp, namesInCatalog, type ResolvedNames } from "../../plan/names-in-catalog.ts";
import { type Day, dayOf } from "../../wording/days.ts";
import { compare } from "../../wording/order.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { type ChangedPath, GitRepository } from "../project/git-tree.ts";
import { readCatalog } from "./catalog-file.ts";
import { changesIn, together } from "./compare.ts";
import { environmentsIn, trustedIn } from "./environments-in-git.ts";
import type { Remark, Review, SubjectChange } from "./json.ts";
import { manifestsInGit } from "./manifests-in-git.ts";
import { risksOf } from "./risks.ts";
import { dueRotations } from "./rotations.ts";
import { judged } from "./rules.ts";

/** Options of `review`. */
export interface ReviewOptions {
  /** The project's folder, in a git repository. */
  readonly root: string;
  /** The revision into which the head is to be merged: what it says is trusted. @example "origin/main" */
  readonly base: string;
  /** The revision of the pull request: nothing of it is trusted, and nothing of it runs. */
  readonly head: string;
  /** The file of the catalogue of an environment's domain, by environment. @default names are not compared */
  readonly catalogs?: ReadonlyMap<string, string>;
  /** Who has approved the pull request. @default nobody */
  readonly approvedBy?: readonly string[];
  /** The day for which dates are judged, `YYYY-MM-DD` in UTC. @default today */
  readonly today?: Day;
}

/** The most problems, and warnings, that are kept. */
const mostRemarks = 1_000;

/** The most paths that are named as not judged. */
const mostPaths = 100;

/**
 * Judges a pull request by what git has: what its manifests change about who may do what, what is wrong with them, and what a
 * reviewer must look at. It needs no key, no state and no connection, and runs nothing of the head.
 *
 * @throws CommandError for a revision or a catalogue that cannot be read, and ManifestError if the base's environments are wrong
 */
export async function review(options: ReviewOptions): Promise<Review> {
  const { root, catalogs = new Map(), approvedBy = [], today = dayOf(new Date()) } = options;
  const git = new GitRepository(root);
  const [base, head] = [git.commit(options.base, "--base"), git.commit(options.head, "--head")];
  const parted = git.mergeBase(base, head);
  const { environments, services } = trustedIn(git, base);
  const unknown = [...catalogs.keys()].find((name) => !environments.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new CommandError(`--catalog: ${quote(unknown)} is not an environment of the base: ${namesOf(environments)}.`);

  const manifests = manifestsInGit(git, { base, head, parted });
  const changedByHead = git.changed(parted ?? base, head);
  const folder = git.prefix();
  const outside = pathsOutside(changedByHead, folder);
  const headsOwn = outside.paths.some((path) => path.startsWith("environments/"))
    ? environmentsIn(git, head, services)
    : { names: environments.map(({ name }) => name), problems: [] };
  const known = [...environments, ...headsOwn.names.filter((name) => !environments.some((one) => one.name === name))];

  const reading = { environments: known, services, today };
  const after = manifests.isUnread ? nobody : readSide(manifests.after, reading);
  // A manifest whose certificate is another one is another manifest, although its own bytes are the same.
  const changed = new Set([
    ...manifests.changed,
    ...after.reads
      .filter(({ path }) => changedByHead === undefined || manifests.changed.has(path) || outside.paths.includes(path))
      .filter(({ path }) => contentOf(manifests.before, path) !== contentOf(manifests.after, path))
      .map(({ manifest }) => manifest),
  ]);
  const changedFiles = [...changed];
  const before = beforeSide(after, manifests.before, changedFiles, reading);
  const rules = judged(before.ruleFindings, after.ruleFindings, approvedBy);
  const isOld = ({ file, otherFile = file }: Problem) =>
    !changed.has(file) && !changed.has(otherFile) && file !== "teams";
  const problems: Remark[] = [
    ...manifests.problems.map(fromProblem("file")),
    ...headsOwn.problems.map(fromProblem("environment")),
    ...after.problems.filter((one) => !isOld(one)).map(fromProblem("manifest")),
    ...rules.problems,
  ];
  const warnings: Remark[] = [
    ...(parted === undefined ? [about("git", noMergeBase)] : []),
    ...manifests.onBothSides.map((file) => ({ ...about("git", onBothSides), file, line: 0, column: 0 })),
    ...outside.remarks,
    ...otherEnvironments(environments, headsOwn.names),
    ...after.problems
      .filter(isOld)
      .map((one) => fromProblem("manifest")({ ...one, message: `${one.message} It was so before.` })),
    ...rules.warnings,
    ...after.unusedExceptions.filter(inChanged(changed)).map(fromFinding()("unused-exception")),
    ...changedFiles
      .filter((path) => !isManifest(path) && manifests.problems.length === 0 && !isCertificate(path))
      .map(notRead),
    ...before.problems,
    ...movedTeams(before.teams, after.teams),
    ...lostApplications(before.asWritten, after.asWritten, environments),
  ];
  const changes: SubjectChange[] = [];
  const rotations: Review["rotations"] = [];
  for (const environment of environments) {
    const file = catalogs.get(environment.name);
    const catalog = file === undefined ? undefined : readCatalog(file, environment);
    const compared = await inEnvironment(environment, {
      before: before.teams,
      after: after.teams,
      services,
      catalog,
      changedFiles,
      today,
    });
    changes.push(...compared.changes);
    problems.push(...compared.problems);
    warnings.push(...compared.warnings);
    rotations.push(...compared.rotations);
  }
  const grouped = together(changes);
  warnings.unshift(...grouped.flatMap(risksOf));
  const [allProblems, allWarnings, approvals] = [merged(problems), merged(warnings), merged(rules.approvals)];
  return {
    base: { revision: options.base, commit: base },
    head: { revision: options.head, commit: head },
    ...(parted !== undefined && parted !== base && { parted }),
    ...(folder !== "" && { folder }),
    refused: allProblems.length > 0 || approvals.some((one) => one.approvedBy.length === 0),
    environments: environments.map(({ name }) => ({
      environment: name,
      ...(catalogs.has(name) && { catalog: String(catalogs.get(name)) }),
    })),
    problems: allProblems.slice(0, mostRemarks),
    problemCount: allProblems.length,
    warnings: allWarnings.slice(0, mostRemarks),
    warningCount: allWarnings.length,
    exceptions: merged(rules.exceptions).slice(0, mostRemarks),
    approvals,
    rotations,
    notJudged: outside.paths.slice(0, mostPaths),
    notJudgedCount: outside.paths.length,
    changes: grouped,
  };
}

const noMergeBase =
  "git does not know where base and head have parted, so what the base has changed since is shown as if the head had undone it: fetch the history, for example with fetch-depth: 0.";
const onBothSides =
  "is changed by the base too since they have parted: what is shown of it undoes the base's changes. Merge the base into the head, and review again.";

interface Reading {
  readonly environments: readonly (Environment | string)[];
  readonly services: Services;
  readonly today: Day;
}

/** What the files of a side contain, and which files besides the manifests each of these names. */
interface ReadFiles extends ReadTeams {
  readonly reads: readonly { readonly manifest: string; readonly path: string }[];
}

function readSide(files: Files, { environments, services, today }: Reading): ReadFiles {
  const problems: Problem[] = [];
  const reads: { manifest: string; path: string }[] = [];
  let manifest = "";
  // A manifest is read first, and then the certificates that it names.
  const read = (path: string) => {
    if (path.startsWith("teams/") && isManifest(path)) manifest = path;
    else reads.push({ manifest, path });
    return files.read(path);
  };
  const options = { environments, services, files: { list: files.list, read }, today, rules: "report" } as const;
  const found = attempt(problems, () => readTeams("teams", options));
  return { ...(found ?? { ...nobody, problems }), reads };
}

/** What is at a path, as text; `undefined` if it cannot be read. */
function contentOf(files: Files, path: string): string | undefined {
  try {
    return Buffer.from(files.read(path)).toString("latin1");
  } catch {
    return undefined;
  }
}

const nobody: ReadFiles = {
  reads: [],
  teams: [],
  asWritten: [],
  problems: [],
  ruleFindings: [],
  unusedExceptions: [],
};

/** The teams of the base: those of files that are the same are the head's, and only the others are read. */
function beforeSide(after: ReadTeams, files: Files, changed: readonly string[], reading: Reading) {
  const isChanged = new Set(changed);
  const own = changed.filter(isManifest).flatMap((path) => {
    try {
      return [[path, files.read(path)] as const];
    } catch {
      return [];
    }
  });
  const only = { ...filesOf(Object.fromEntries(own)), read: files.read };
  const read = own.length === 0 ? nobody : readSide(only, reading);
  const unread = read.asWritten.filter(({ team }) => !read.teams.some((one) => one.team === team));
  return {
    teams: [...read.teams, ...after.teams.filter(({ file }) => !isChanged.has(file))],
    asWritten: [...read.asWritten, ...after.asWritten.filter(({ source }) => !isChanged.has(source.file))],
    ruleFindings: [...read.ruleFindings, ...after.ruleFindings.filter((one) => !inChanged(isChanged)(one))],
    problems: unread.map(({ source }) => ({
      ...about("git", "is wrong in the base already, so it cannot be compared: everything in it is shown as new."),
      ...{ file: source.file, line: 0, column: 0 },
    })),
  };
}

/** Whether a finding is in one of the files that differ. */
function inChanged(changed: ReadonlySet<string>) {
  return ({ node }: Finding): boolean => changed.has(originOf(node)?.source.file ?? "");
}

interface Compared {
  readonly before: readonly TeamManifest[];
  readonly after: readonly TeamManifest[];
  readonly services: Services;
  readonly catalog: Catalog | undefined;
  readonly changedFiles: readonly string[];
  readonly today: Day;
}

async function inEnvironment(
  environment: Environment,
  { before, after, services, catalog, changedFiles, today }: Compared,
) {
  const [earlier, later] = [before.map(partIn(environment)), after.map(partIn(environment))];
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

function partIn({ name }: Environment) {
  return (team: TeamManifest): TeamPart =>
    withOriginOf(
      {
        team: team.team,
        owner: team.owner,
        clients: clientsIn(team, name),
        resourceApplications: resourceApplicationsIn(team, name),
      },
      team,
    );
}

/** What identifies a finding on both sides, whatever its place. */
function messageIn(names: ReadonlyMap<ClientManifest, ResolvedNames>) {
  return ({ node, message }: Finding): string => `${names.get(node as ClientManifest)?.client.displayName} ${message}`;
}

/** Teams whose file is another one: who may approve a change is often decided by the path. */
function movedTeams(before: readonly TeamManifest[], after: readonly TeamManifest[]): Remark[] {
  const files = new Map(before.map(({ team, file }) => [team, file]));
  return after.flatMap(({ team, file, owner }) => {
    const former = files.get(team);
    const earlier = before.find((one) => one.team === team);
    const place = { file, line: 1, column: 1 };
    return [
      ...(former === undefined || former === file
        ? []
        : [
            {
              ...about("team-moved", `team ${quote(team)} was in ${quote(former)}: who owns that file should agree.`),
              ...place,
            },
          ]),
      ...(earlier === undefined || earlier.owner === owner
        ? []
        : [
            {
              ...about(
                "owner-changed",
                `the owner of team ${quote(team)} was ${quote(earlier.owner)} and becomes ${quote(owner)}.`,
              ),
              ...place,
            },
          ]),
    ];
  });
}

/** What the head loses: clients that are gone, renamed without `was`, or have another client ID. */
function lostApplications(
  before: readonly TeamAsWritten[],
  after: readonly TeamAsWritten[],
  environments: readonly Environment[],
): Remark[] {
  const afterRetirement = environments
    .filter(({ deletion }) => deletion === "after-retirement")
    .map(({ name }) => name);
  const names = environments.map(({ name }) => name);
  // What both sides have is the same object, and nothing is lost of it.
  const [had, has] = [new Set(before), new Set(after)];
  const lost = changedApplications({
    earlier: "the base",
    before: before.filter((one) => !has.has(one)),
    after: after.filter((one) => !had.has(one)),
    environments: names,
    afterRetirement,
  });
  return lost.map(fromProblem("loss"));
}

/** Environments that the head adds or removes: what is so in them is not shown, because the base's alone are trusted. */
function otherEnvironments(ofBase: readonly Environment[], ofHead: readonly string[]): Remark[] {
  const names = ofBase.map(({ name }) => name);
  const added = ofHead.filter((name) => !names.includes(name));
  const removed = names.filter((name) => !ofHead.includes(name));
  return [
    ...added.map(
      (name) => `environment ${quote(name)} is new: what clients get there is not shown, and no rule judges it.`,
    ),
    ...removed.map(
      (name) =>
        `environment ${quote(name)} has no file any more: nothing manages its applications, and no rule judges them.`,
    ),
  ].map((message) => about("not-judged", message));
}

/** What the head changes outside of `teams/`. */
function pathsOutside(changed: readonly ChangedPath[] | undefined, prefix: string) {
  const paths = (changed ?? [])
    .filter(({ path }) => !path.startsWith(`${prefix}teams/`))
    .map(({ path }) => (path.startsWith(prefix) ? path.slice(prefix.length) : `/${path}`));
  const message =
    changed === undefined
      ? "the head changes more paths than a review lists: outside of teams/, nothing is judged here. It needs an admin's reading."
      : `the head changes ${count(paths.length, "path")} outside of teams/, which ${paths.length === 1 ? "is" : "are"} not judged here: an admin must read ${paths.length === 1 ? "it" : "them"}.`;
  const remarks = paths.length > 0 || changed === undefined ? [about("not-judged", message)] : [];
  return { paths: paths.toSorted(compare), remarks };
}

function notRead(file: string): Remark {
  return {
    ...about("not-judged", "is neither a manifest nor a certificate: it is not judged here."),
    file,
    line: 0,
    column: 0,
  };
}

function isManifest(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !/(^|\/)\./.test(path);
}

function isCertificate(path: string): boolean {
  return /\.(pem|crt|cer)$/i.test(path);
}

function about(rule: string, message: string): Remark {
  return { rule, environments: [], message };
}

function fromProblem(rule: string) {
  return ({ file, line, column, path, message }: Problem): Remark => ({
    ...about(rule, path === "" ? message : `${path}: ${message}`),
    ...{ file, line, column },
  });
}

function fromFinding(...environments: string[]) {
  return (rule: string) =>
    ({ node, path, message }: Finding): Remark => ({
      ...fromProblem(rule)(problemAt(node, path, message)),
      environments,
    });
}

/** Remarks that are the same but for their environments as one. */
function merged<Kind extends Remark>(remarks: readonly Kind[]): Kind[] {
  const each = new Map<string, Kind>();
  for (const remark of remarks) {
    const { environments, ...rest } = remark;
    const key = JSON.stringify(rest);
    const same = each.get(key);
    each.set(key, same ? { ...same, environments: [...new Set([...same.environments, ...environments])] } : remark);
  }
  return [...each.values()];
}

function namesOf(environments: readonly Environment[]): string {
  return environments.map(({ name }) => name).join(", ");
}
