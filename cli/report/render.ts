import { count } from "../../wording/plural.ts";
import { visible } from "../../wording/quote.ts";
import { whoAndWhen } from "../../wording/who-and-when.ts";
import { isKind, kinds } from "./findings/kinds.ts";
import type { Report, ReportFinding } from "./json.ts";
import { teamCount } from "./words.ts";

/** How many findings of a kind are named in the terminal. */
const mostNamed = 10;

/** The findings of a report for people to read in a terminal; the rest is in the files. */
export function renderReport(report: Report): string {
  const { environments, counts, clients, findings, exceptions, comparison } = report;
  const active = findings.filter(({ status }) => status === "active");
  const where = environments.map(({ name, identityDomain }) => visible(`${name} (${identityDomain})`)).join(", ");
  const ending = exceptions.filter(({ state }) => state !== "active").length;
  const severities = `${counts.high} high, ${counts.medium} medium, ${counts.low} low`;
  return [
    `${count(clients.length, "client")} of ${count(teamCount(environments), "team")} in ${where}`,
    counts.active === 0 ? "No findings are active." : `${count(counts.active, "finding")}: ${severities}`,
    ...[...Map.groupBy(active, ({ kind }) => kind)].flatMap(([kind, list]) => ["", ...kindLines(kind, list)]),
    "",
    `${counts.archived} archived; ${count(exceptions.length, "exception")}, ${ending} of them ended or ending soon.`,
    ...(comparison
      ? [
          `Since ${comparison.created.slice(0, 10)}: ${count(comparison.newFindings.length, "new finding")}, ${comparison.resolvedFindings.length} resolved; clients: ${comparison.newClients.length} new, ${comparison.goneClients.length} gone, ${comparison.changedClients.length} changed.`,
        ]
      : []),
    ...environments.flatMap(({ name, notes }) => notes.map((note) => visible(`${name}: ${note}`))),
  ].join("\n");
}

function kindLines(kind: string, list: readonly ReportFinding[]): string[] {
  const [title, severity] = isKind(kind) ? [kinds[kind].title, kinds[kind].severity] : [kind, ""];
  const more = list.length - mostNamed;
  return [
    `${title} (${severity}, ${list.length}):`,
    ...list.slice(0, mostNamed).map((one) => {
      const who = whoAndWhen(one);
      return `  ${visible(`${one.environment} ${one.subject}: ${one.what}`)}${who === "" ? "" : ` (${who})`}`;
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(isKind(kind) ? [`  ${kinds[kind].advice}`] : []),
  ];
}
