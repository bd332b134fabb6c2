import { ownCommand } from "../../../setup/own-command.mjs";
import { oneLine } from "../../../wording/one-line.ts";
import { count } from "../../../wording/plural.ts";
import { whoAndWhen } from "../../../wording/who-and-when.ts";
import type { FleetReport, StackReport } from "./fleet-reports.ts";
import type { Forge, Issue } from "./forge.ts";

/** The label of the issues, by which they are found again. */
export const label = "idcs-apps";

/** The most lines about one team, and of one line: an issue of GitHub has at most 65,536 characters. */
const mostLines = 200;
const longestLine = 300;

/** What is wrong with one team's stack. */
interface Team {
  /** `<environment>/<team>`. */
  readonly name: string;
  /** Whether both reports have looked at it: otherwise nothing is known. */
  readonly isKnown: boolean;
  readonly drift: readonly string[];
  readonly due: readonly string[];
}

/**
 * Keeps one issue for each team of an environment: with what was changed by hand in the domain, and what is due or expires. It is
 * opened, or opened again, if there is something, rewritten if it changed, and closed if there is nothing left, or if the team has
 * left the environment. An issue of a team whose stack could not be looked at stays as it is. Only issues that these pipelines have
 * opened are touched.
 *
 * @param drift the report of `fleet drift` over the whole environment
 * @param status the report of `fleet status` over the whole environment
 * @returns what was done, in words
 */
export async function trackTeams(forge: Forge, drift: FleetReport, status: FleetReport): Promise<string[]> {
  const { environment } = drift;
  const ours = (await forge.issues(label)).filter(({ isOurs }) => isOurs);
  const done: string[] = [];
  const teams = teamsOf(drift, status);
  for (const team of teams) {
    const issue = ours.find(({ body }) => body.startsWith(markOf(team.name)));
    const words = team.isKnown
      ? await keep(forge, team, issue)
      : `${team.name}: not looked at, its issue stays as it is`;
    if (words !== undefined) done.push(words);
  }
  for (const issue of ours) {
    const name = nameIn(issue);
    const isGone = name?.startsWith(`${environment}/`) && !teams.some((team) => team.name === name);
    if (!isGone || !issue.isOpen) continue;
    await forge.editIssue(issue.id, { isOpen: false });
    done.push(`${name}: closed issue ${issue.id}, the team is not in the environment any more`);
  }
  return done;
}

/** Opens, rewrites, opens again or closes the issue of a team. */
async function keep(forge: Forge, team: Team, issue: Issue | undefined): Promise<string | undefined> {
  if (team.drift.length + team.due.length === 0) {
    if (!issue?.isOpen) return undefined;
    await forge.editIssue(issue.id, { isOpen: false });
    return `${team.name}: closed issue ${issue.id}, nothing is left`;
  }
  const text = { title: titleOf(team), body: bodyOf(team) };
  if (issue === undefined) {
    await forge.addIssue(label, text);
    return `${team.name}: opened an issue`;
  }
  if (!issue.isOpen) {
    await forge.editIssue(issue.id, { ...text, isOpen: true });
    return `${team.name}: opened issue ${issue.id} again`;
  }
  if (issue.title === text.title && issue.body === text.body) return undefined;
  await forge.editIssue(issue.id, text);
  return `${team.name}: rewrote issue ${issue.id}`;
}

function teamsOf(drift: FleetReport, status: FleetReport): Team[] {
  const { environment } = drift;
  return drift.stacks.map(({ stack, team = "environment", outcome }): Team => {
    const isLookedAt = outcome === "unchanged" || outcome === "would-change";
    const inStatus = status.stacks.find((one) => one.stack === stack);
    return {
      name: `${environment}/${team}`,
      isKnown: isLookedAt && inStatus !== undefined,
      drift: (drift.drift ?? [])
        .filter((one) => one.drift)
        .flatMap(({ what, where }) => {
          const here = where.filter(({ name }) => teamOf(name) === team);
          return here.map((place) => `${place.name}: ${what}${inBrackets(whoAndWhen(place))}`);
        }),
      due: dueOf(inStatus),
    };
  });
}

function inBrackets(words: string): string {
  return words === "" ? "" : ` (${words})`;
}

/** The team of `payments/ledger-sync`, or `environment` for `environment prod`. */
function teamOf(name: string): string {
  return name.startsWith("environment ") ? "environment" : (name.split("/")[0] ?? "");
}

function dueOf(stack: StackReport | undefined): string[] {
  const kinds = ["secret-due", "rotation-due", "expiring"];
  return (stack?.reasons ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ what }) => what);
}

function markOf(name: string): string {
  return `<!-- idcs-apps team: ${name} -->`;
}

function nameIn({ body }: Issue): string | undefined {
  return /^<!-- idcs-apps team: (\S+) -->/.exec(body)?.[1];
}

function titleOf({ name, drift, due }: Team): string {
  const parts = [
    ...(drift.length > 0 ? [`${count(drift.length, "difference")} from the manifests`] : []),
    ...(due.length > 0 ? [`${due.length} due`] : []),
  ];
  return `${name}: ${parts.join(", ")}`;
}

function bodyOf({ name, drift, due }: Team): string {
  const [environment, team] = name.split("/");
  return [
    markOf(name),
    ...(drift.length > 0
      ? [
          "The identity domain differs from the manifests:",
          "",
          fenced(drift),
          "",
          `\`${ownCommand("idcs-apps", `drift accept <team>/<client> --stack ${environment}.${team}`)}\` writes what is to stay into the manifest. What is to go is put right by a run that somebody starts: nothing here does it by itself.`,
          "",
        ]
      : []),
    ...(due.length > 0 ? ["Due, or about to expire:", "", fenced(due), ""] : []),
    "This issue is rewritten every night, and closed when nothing is left.",
  ].join("\n");
}

/** Lines as a block of code, which nothing in them can end: names in a domain may be anything. */
function fenced(lines: readonly string[]): string {
  const shown = lines.slice(0, mostLines).map((line) => oneLine(line, longestLine));
  if (lines.length > mostLines) shown.push(`… and ${lines.length - mostLines} more`);
  const text = shown.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
