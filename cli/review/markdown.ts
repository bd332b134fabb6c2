import { count } from "../../wording/plural.ts";
import type { Remark, Review, SubjectChange } from "./json.ts";
import { approved, rotation } from "./text.ts";
import { byTeam, countsOf, kindWords, placeOf, shown, verdict, whereWords } from "./words.ts";

/** By which a pipeline finds its comment among others. */
export const marker = "<!-- idcs-apps review -->";

/** The most characters of a comment; GitHub accepts 65,536. */
const longest = 60_000;

/** The most remarks of a section, and values of an aspect. */
const mostRemarks = 40;
const mostValues = 20;

/**
 * A review as Markdown for a comment of a pull request, of fewer than 60,000 characters: details of a team are folded, and what has
 * no room is counted. Everything that comes from the pull request is in code, where neither Markdown, nor HTML, nor a mention,
 * nor a link counts.
 */
export function asMarkdown(review: Review): string {
  const head = [
    marker,
    `### ${review.refused ? "🛑" : review.warningCount > 0 ? "⚠️" : "✅"} Access review`,
    "",
    `${verdict(review)}`,
    "",
    `Head ${code(review.head.commit)}, base ${code(review.base.commit.slice(0, 12))}.`,
    ...section(
      "Problems",
      review.problems.map((one) => remark(one, review)),
      review.problemCount,
    ),
    ...section(
      "Approvals",
      review.approvals.map((one) => `${remark(one, review)} ${code(approved(one.approvedBy))}`),
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
    ...section(
      "Rotations due",
      review.rotations.map((one) => code(rotation(one))),
    ),
    ...section(
      "Not judged here",
      review.notJudged.map((path) => code(path)),
      review.notJudgedCount,
    ),
  ];
  const tail = withoutCatalog(review);
  const room = longest - lengthOf([...head, ...tail]) - 2_000;
  return `${[...head, ...teams(review, room), ...tail].join("\n")}\n`;
}

/** The teams, each folded; those that have no room by their numbers, and more than that by their number. */
function teams(review: Review, room: number): string[] {
  const all = byTeam(review.changes);
  if (all.length === 0) return ["", "Nobody's access changes."];
  const lines = ["", "#### Changes by team"];
  let left = room;
  let uncounted = 0;
  // The rest must at least be counted.
  let reserved = all.reduce((sum, [team, changes]) => sum + lengthOf([counted(team, changes)]), 0);
  for (const [team, changes] of all) {
    reserved -= lengthOf([counted(team, changes)]);
    const full = details(team, changes, review);
    const short = ["", counted(team, changes)];
    const chosen = [full, short].find((one) => lengthOf(one) + Math.min(reserved, left / 2) <= left);
    if (chosen === undefined) uncounted += 1;
    else {
      left -= lengthOf(chosen);
      lines.push(...chosen);
    }
  }
  return uncounted === 0 ? lines : [...lines, "", `…and ${count(uncounted, "more team")}: see the job's output.`];
}

function counted(team: string, changes: readonly SubjectChange[]): string {
  return `* ${code(team)}: ${countsOf(changes)}. There is no room for the details here: see the job's output.`;
}

function details(team: string, changes: readonly SubjectChange[], review: Review): string[] {
  return [
    "",
    `<details><summary><code>${html(shown(team, 100))}</code>: ${countsOf(changes)}</summary>`,
    "",
    ...changes.flatMap((one) => change(one, review)),
    "",
    "</details>",
  ];
}

function change(one: SubjectChange, review: Review): string[] {
  const where = whereWords(one.environments, review);
  const values = (sign: string, list: readonly string[]): string[] => {
    const more = list.length - mostValues;
    return [
      ...list.slice(0, mostValues).map((value) => `${sign} ${code(value)}`),
      ...(more > 0 ? [`${sign} ${more} more`] : []),
    ];
  };
  return [
    `* ${code(one.subject)}: ${one.was === undefined ? kindWords(one) : `renamed ${one.what}, was ${code(one.was)}`}${where === "" ? "" : ` (${code(where)})`}`,
    ...one.changes.map(
      ({ aspect, added, removed }) => `  * ${aspect}: ${[...values("➕", added), ...values("➖", removed)].join(", ")}`,
    ),
  ];
}

function section(title: string, lines: readonly string[], all = lines.length): string[] {
  if (lines.length === 0) return [];
  const some = lines.slice(0, mostRemarks);
  const more = all - some.length;
  return ["", `#### ${title}`, "", ...some.map((line) => `* ${line}`), ...(more > 0 ? [`* …and ${more} more`] : [])];
}

function remark(one: Remark, review: Review): string {
  const where = whereWords(one.environments, review);
  const place = placeOf(one);
  return `${place === "" ? "" : `${code(place, 150)} `}${code(one.message, 300)}${where === "" ? "" : ` (${code(where)})`}`;
}

function withoutCatalog({ environments }: Review): string[] {
  const without = environments
    .filter(({ catalog }) => catalog === undefined)
    .map(({ environment }) => code(environment));
  if (without.length === 0) return [];
  const some = without.slice(0, 20).join(", ");
  return ["", `Names were not compared with the identity domain of ${some}: there is no catalogue of it.`];
}

/**
 * A string as a code span (CommonMark, 6.1): its fence is longer than every run of backticks in it, so that nothing in it ends the
 * span. It is on one line, so that it ends no paragraph either.
 */
function code(text: string, most = 200): string {
  const content = shown(text, most) || " ";
  const runs = content.match(/`+/g)?.map((run) => run.length) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  return `${fence} ${content} ${fence}`;
}

function html(text: string): string {
  return text.replaceAll(/[^ -;=?-~]|[<>&"'`@#:]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
