import { html } from "hono/html";
import { whoAndWhen } from "../../../wording/who-and-when.ts";
import { isKind, kinds } from "../findings/kinds.ts";
import { type Report, type ReportException, type ReportFinding, severities } from "../json.ts";
import type { Anchors } from "./anchors.ts";
import { type Cell, type Html, shown, sortedTable } from "./html.ts";

/** The findings: how many of each kind, and all of them. */
export function findingsSection({ findings, counts }: Report, anchors: Anchors): Html {
  const active = findings.filter(({ status }) => status === "active");
  const summary =
    counts.active === 0
      ? html`<p><span class="badge good">Nothing found</span> Nothing is open${counts.archived > 0 ? `; ${counts.archived} archived` : ""}.</p>`
      : byKind(active);
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${summary}
${findings.length === 0 ? "" : table(findings, anchors)}
</section>`;
}

function byKind(active: readonly ReportFinding[]): Html {
  const groups = [...Map.groupBy(active, ({ kind }) => kind)];
  return html`<ul class="groups" role="list">${groups.map(([kind, list]) => html`<li>${badge(list[0])} ${isKind(kind) ? kinds[kind].title : shown(kind)}: <strong>${list.length}</strong></li>`)}</ul>`;
}

function badge(finding: Pick<ReportFinding, "severity"> | undefined): Html {
  return html`<span class="badge ${finding?.severity}">${finding?.severity}</span>`;
}

function table(findings: readonly ReportFinding[], anchors: Anchors): Html {
  return sortedTable({
    id: "findings-list",
    caption: "Findings, the most important first; archived ones last",
    search: "Search findings",
    width: "middle",
    columns: [
      { title: "Severity" },
      { title: "Finding" },
      { title: "Subject" },
      { title: "Environment" },
      { title: "Who and when" },
      { title: "Status" },
    ],
    rows: findings.map((finding, index) => ({ id: `finding-${index + 1}`, cells: cells(finding, anchors) })),
  });
}

function cells(finding: ReportFinding, anchors: Anchors): Cell[] {
  const { severity, kind, what, advice, subject, environment, by, at, place, id } = finding;
  const target = anchors.client(environment, subject.replace(/ \(B\)$/, "")) ?? anchors.team(environment, subject);
  const where =
    place === undefined ? "" : html`<br><span class="quiet small">${shown(`${place.file}:${place.line}`)}</span>`;
  const words = html`<span class="quiet small">${isKind(kind) ? kinds[kind].title : shown(kind)}</span><br>${shown(what)}
<details class="small"><summary>What to do</summary><p>${advice}</p><p class="quiet">id <code>${shown(id)}</code></p></details>`;
  return [
    { content: badge(finding), sort: `${severities.indexOf(severity)}` },
    { content: words, sort: shown(`${kind} ${what}`) },
    {
      content: html`${target === undefined ? shown(subject) : html`<a href="#${target}">${shown(subject)}</a>`}${where}`,
      sort: shown(subject),
      isHead: true,
    },
    { content: environment },
    { content: whoAndWhen({ by, at }) || "–", sort: at ?? "" },
    status(finding),
  ];
}

function status({ status, archived }: ReportFinding): Cell {
  if (archived === undefined) return { content: status };
  const { reason, until, approvedBy } = archived;
  const how = [until && `until ${until}`, approvedBy && `approved by ${approvedBy}`].filter(Boolean).join(", ");
  return { content: html`archived<br><span class="quiet small">${shown(reason)}${how && ` (${shown(how)})`}</span>` };
}

/** The exceptions of all clients. */
export function exceptionsSection({ exceptions }: Report, anchors: Anchors): Html {
  const content =
    exceptions.length === 0
      ? html`<p class="quiet">No client has an exception.</p>`
      : sortedTable({
          id: "exceptions-list",
          caption: "Exceptions of clients, those that end first at the top",
          search: "Search exceptions",
          width: "middle",
          columns: ["Until", "State", "Client", "Exception", "Reason", "Approved by", "Environment"].map((title) => ({
            title,
          })),
          rows: exceptions.map((one) => ({ cells: exceptionCells(one, anchors) })),
        });
  return html`<section id="exceptions" aria-labelledby="exceptions-title">
<h2 id="exceptions-title">Exceptions</h2>
${content}
</section>`;
}

function exceptionCells(
  { environment, client, rule, until, state, reason, approvedBy, ...one }: ReportException,
  anchors: Anchors,
): Cell[] {
  const target = anchors.client(environment, client);
  const colour = { active: "good", expiring: "medium", expired: "high" }[state];
  return [
    { content: html`<span class="nowrap">${until}</span>`, sort: until },
    { content: html`<span class="badge ${colour}">${state}</span>`, sort: state },
    { content: target === undefined ? client : html`<a href="#${target}">${shown(client)}</a>`, isHead: true },
    { content: one.for === undefined ? rule : `${rule} for ${one.for}` },
    { content: reason },
    { content: approvedBy ?? "–" },
    { content: environment },
  ];
}
