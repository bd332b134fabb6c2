import type { TeamAsWritten } from "../../manifest/between-files/as-written.ts";
import { changedApplications } from "../../manifest/between-files/changed-applications.ts";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import type { Problem } from "../../manifest/yaml/problem.ts";
import { type Day, dayOf } from "../../wording/days.ts";
import { compare } from "../../wording/order.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { type ChangedPath, GitRepository } from "../project/git-tree.ts";
import { readCatalog } from "./catalog-file.ts";
import { together } from "./compare.ts";
import { environmentsIn, trustedIn } from "./environments-in-git.ts";
import { inEnvironment } from "./in-environment.ts";
import type { Remark, Review, SubjectChange } from "./json.ts";
import { manifestsInGit } from "./manifests-in-git.ts";
import { about, fromFinding, fromProblem, merged } from "./remarks.ts";
import { risksOf } from "./risks.ts";
import { judged } from "./rules.ts";
import { beforeSide, comparable, contentOf, inChanged, isCertificate, isManifest, nobody, readSide } from "./sides.ts";

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
  const had = comparable(before, after);
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
    ...had.warnings,
    ...movedTeams(before.teams, after.teams),
    ...lostApplications(had.asWritten, after.asWritten, environments),
  ];
  const changes: SubjectChange[] = [];
  const rotations: Review["rotations"] = [];
  for (const environment of environments) {
    const file = catalogs.get(environment.name);
    const catalog = file === undefined ? undefined : readCatalog(file, environment);
    const compared = await inEnvironment(environment, {
      before: had.teams,
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

function namesOf(environments: readonly Environment[]): string {
  return environments.map(({ name }) => name).join(", ");
}
