import type { AspectChange, Remark, Review, SubjectChange } from "./json.ts";
import { byTeam, kindWords, placeOf, shown, verdict, whereWords } from "./words.ts";

/** The most entries of a list that are shown, of problems and of changes. */
const mostRemarks = 200;
const mostChanges = 500;
const mostValues = 30;

/** A review as text for a terminal or a log: nothing in it controls a terminal. */
export function asText(review: Review): string {
  const { base, head, parted, notJudged, notJudgedCount } = review;
  return [
    `Review of ${shown(head.revision)} (${head.commit.slice(0, 12)}) against ${shown(base.revision)} (${base.commit.slice(0, 12)})`,
    ...(parted === undefined ? [] : [`They parted at ${parted.slice(0, 12)}; shown is what a merge changes.`]),
    verdict(review),
    ...section(
      "Problems",
      review.problems.map((one) => remark(one, review)),
      review.problemCount,
    ),
    ...section(
      "Approvals",
      review.approvals.map((one) => `${remark(one, review)} ${approved(one.approvedBy)}`),
    ),
    ...section(
      "Warnings",
      review.warnings.map((one) => remark(one, review)),
      review.warningCount,
    ),
    ...section(
      "Exceptions",
      review.exceptions.map((one) => `${one.state}: ${remark(one, review)}`),
    ),
    ...section("Rotations due", review.rotations.map(rotation)),
    ...section(
      "Not judged here",
      notJudged.map((path) => shown(path)),
      notJudgedCount,
    ),
    ...changes(review),
    ...withoutCatalog(review),
  ].join("\n");
}

/** Whose approval there is. */
export function approved(by: readonly string[]): string {
  return by.length === 0 ? "Missing." : `Given by ${by.map((name) => shown(name)).join(", ")}.`;
}

/** A secret that is due, on one line. */
export function rotation({ subject, environment, since, every }: Review["rotations"][number]): string {
  return shown(`${subject} in ${environment}: the secret is of ${since}, and every ${every} days it is replaced.`);
}

function section(title: string, lines: readonly string[], all = lines.length): string[] {
  if (lines.length === 0) return [];
  const more = all - Math.min(lines.length, mostRemarks);
  return [
    "",
    `${title}:`,
    ...lines.slice(0, mostRemarks).map((line) => `  - ${line}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

function remark(one: Remark, review: Review): string {
  const where = whereWords(one.environments, review);
  const place = placeOf(one);
  return `${place === "" ? "" : `${shown(place)}  `}${shown(one.message, 1_000)}${where === "" ? "" : ` (${where})`}`;
}

function changes(review: Review): string[] {
  const list = review.changes.slice(0, mostChanges);
  const more = review.changes.length - list.length;
  return [
    ...byTeam(list).flatMap(([team, ofTeam]) => [
      "",
      `Team ${shown(team)}:`,
      ...ofTeam.flatMap((one) => change(one, review)),
    ]),
    ...(more > 0 ? ["", `and ${more} more changes: --json has all of them.`] : []),
  ];
}

function change(one: SubjectChange, review: Review): string[] {
  const where = whereWords(one.environments, review);
  return [
    `  ${shown(one.subject)}: ${shown(kindWords(one))}${where === "" ? "" : ` (${where})`}`,
    ...one.changes.flatMap(({ aspect, added, removed }) => [
      ...values("+", aspect, added),
      ...values("-", aspect, removed),
    ]),
  ];
}

function values(sign: string, aspect: AspectChange["aspect"], list: readonly string[]): string[] {
  const more = list.length - mostValues;
  return [
    ...list.slice(0, mostValues).map((value) => `    ${sign} ${aspect}: ${shown(value)}`),
    ...(more > 0 ? [`    ${sign} ${aspect}: and ${more} more`] : []),
  ];
}

function withoutCatalog({ environments }: Review): string[] {
  const without = environments.filter(({ catalog }) => catalog === undefined).map(({ environment }) => environment);
  if (without.length === 0) return [];
  return [
    "",
    `Names were not compared with the identity domain of ${without.join(", ")}: there is no catalogue of it (--catalog).`,
  ];
}
