import { count } from "../../wording/plural.ts";
import { whoAndWhen } from "../../wording/who-and-when.ts";
import { escapeMarkdown as text } from "../reports/markdown.ts";
import { apisInUse } from "./apis-in-use.ts";
import { isKind, kinds } from "./findings/kinds.ts";
import type { Comparison, Report, ReportFinding } from "./json.ts";
import { accessWords, grantWords, secretWords, teamCount } from "./words.ts";

/** A report in Markdown. Nothing in it that manifests or the domain say becomes markup. */
export function markdownOf(report: Report): string {
  return [
    `# Access report: ${report.environments.map(({ name }) => text(name)).join(", ")}`,
    summary(report),
    ...(report.comparison ? [changes(report.comparison, report)] : []),
    findings(report),
    exceptions(report),
    clients(report),
    apis(report),
    teams(report),
    notes(report),
  ]
    .join("\n\n")
    .concat("\n");
}

function summary({ environments, counts, clients, created }: Report): string {
  return [
    ...environments.map(
      ({ name, identityDomain, isCompared, stacks }) =>
        `* Environment ${text(name)}: ${text(identityDomain)} (${isCompared ? `compared with ${count(stacks.length, "stack")}` : "manifests only"})`,
    ),
    `* ${count(counts.active, "finding")} (${counts.high} high, ${counts.medium} medium, ${counts.low} low), ${counts.archived} archived`,
    `* ${count(clients.length, "client")} of ${count(teamCount(environments), "team")}`,
    `* Created ${created.slice(0, 16).replace("T", " ")} UTC. It contains no secret.`,
  ].join("\n");
}

function findings({ findings }: Report): string {
  const [active, archived] = [findings.filter(isActive), findings.filter((one) => !isActive(one))];
  const groups = [...Map.groupBy(active, ({ kind }) => kind)];
  return [
    "## Findings",
    ...(active.length === 0 ? ["Nothing is open."] : []),
    ...groups.map(([kind, list]) =>
      [
        `### ${isKind(kind) ? kinds[kind].title : text(kind)}`,
        ...(isKind(kind) ? [`Severity: ${kinds[kind].severity}. ${kinds[kind].advice}`] : []),
        table(
          ["Subject", "Environment", "Finding", "Who and when", "Place"],
          list.map((one) => [one.subject, one.environment, one.what, whoAndWhen(one), placeOf(one)]),
        ),
      ].join("\n\n"),
    ),
    ...(archived.length === 0
      ? []
      : [
          "### Archived",
          table(
            ["Subject", "Environment", "Finding", "Reason", "Until", "Approved by"],
            archived.map(({ subject, environment, what, archived: why }) => [
              subject,
              environment,
              what,
              why?.reason ?? "",
              why?.until ?? "",
              why?.approvedBy ?? "",
            ]),
          ),
        ]),
  ].join("\n\n");
}

function isActive({ status }: ReportFinding): boolean {
  return status === "active";
}

function placeOf({ place }: ReportFinding): string {
  return place === undefined ? "" : `${place.file}:${place.line}`;
}

function exceptions({ exceptions }: Report): string {
  if (exceptions.length === 0) return "## Exceptions\n\nNo client has an exception.";
  const rows = exceptions.map((one) => [
    one.until,
    one.state,
    one.client,
    one.environment,
    one.for === undefined ? one.rule : `${one.rule} for ${one.for}`,
    one.reason,
    one.approvedBy ?? "",
  ]);
  return `## Exceptions\n\n${table(["Until", "State", "Client", "Environment", "Exception", "Reason", "Approved by"], rows)}`;
}

function clients({ clients }: Report): string {
  const head = [
    "Client",
    "Environment",
    "Owner",
    "State",
    "Grant types",
    "Access",
    "Assigned",
    "Client secret",
    "Last modified",
  ];
  const rows = clients.map((one) => [
    one.name,
    one.environment,
    one.owner,
    one.state,
    one.grantTypes.map(grantWords).join(", "),
    accessWords(one),
    [...one.users, ...one.groups].join(", "),
    secretWords(one.secret),
    whoAndWhen(one.lastModified ?? {}),
  ]);
  return `## Clients\n\n${rows.length === 0 ? "No manifest declares a client." : table(head, rows)}`;
}

function apis(report: Report): string {
  const rows = apisInUse(report).map(({ app, environment, declaredAs = "", clients, scopes, roles }) => [
    app,
    environment,
    declaredAs,
    String(clients.length),
    scopes.join(", "),
    roles.join(", "),
  ]);
  const head = ["API", "Environment", "Declared by", "Clients", "Scopes in use", "Roles in use"];
  return `## APIs\n\n${rows.length === 0 ? "No client may call an API." : table(head, rows)}`;
}

function teams({ environments }: Report): string {
  const rows = environments.flatMap(({ name: environment, teams }) =>
    teams.map(({ name, owner, clients, apis }) => [name, environment, owner, String(clients), String(apis)]),
  );
  return `## Teams\n\n${table(["Team", "Environment", "Owner", "Clients", "APIs"], rows)}`;
}

function notes({ environments }: Report): string {
  const parts = environments.map(({ name, notes }) =>
    [`### Environment ${text(name)}`, notes.map((note) => `* ${text(note)}`).join("\n")].join("\n\n"),
  );
  return ["## What is not known", ...parts].join("\n\n");
}

function changes(comparison: Comparison, { findings }: Report): string {
  const byId = new Map(findings.map((one) => [`${one.environment} ${one.id}`, one]));
  const named = ({ name, environment }: { readonly name: string; readonly environment: string }) =>
    `${text(name)} (${text(environment)})`;
  const finding = (one: { readonly subject: string; readonly environment: string; readonly what: string }) =>
    `${text(one.subject)} (${text(one.environment)}): ${text(one.what)}`;
  const lines = [
    ...comparison.newFindings.flatMap((id) => {
      const one = byId.get(id);
      return one === undefined ? [] : [`new finding, ${one.severity}: ${finding(one)}`];
    }),
    ...comparison.resolvedFindings.map((one) => `resolved: ${finding(one)}`),
    ...comparison.newClients.map((one) => `new client: ${named(one)}`),
    ...comparison.goneClients.map((one) => `gone client: ${named(one)}`),
    ...comparison.changedClients.flatMap((one) =>
      one.changes.map(({ what, before, after }) => {
        const values = [...before.map((value) => `without ${value}`), ...after.map((value) => `with ${value}`)];
        return `changed client: ${named(one)}: ${what}: ${text(values.join(", "))}`;
      }),
    ),
    ...comparison.notCompared.map((name) => `not compared, because only one of the reports has it: ${text(name)}`),
  ];
  const title = `## Changes since the report of ${text(comparison.created.slice(0, 10))}`;
  return [title, lines.length === 0 ? "Nothing has changed." : lines.map((line) => `* ${line}`).join("\n")].join(
    "\n\n",
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(text)))].join("\n");
}
