import { count } from "../../wording/plural.ts";
import { type Author, whoAndWhen } from "../../wording/who-and-when.ts";
import type { Entry, Report } from "./report.ts";

/** A report for people to read. */
export function renderReport({ stack, identityDomain, compared, entries, notes }: Report): string {
  const drift = entries.filter((entry) => entry.drift);
  const beside = entries.filter((entry) => !entry.drift);
  const where = `stack "${stack}" in ${identityDomain}`;
  const summary =
    drift.length === 0
      ? `No drift: ${count(compared, "resource")} of ${where} ${compared === 1 ? "is" : "are"} as the manifests say.`
      : `${count(drift.length, "difference")} between the manifests and ${where}:`;
  return [
    summary,
    ...drift.flatMap(renderEntry).map(indented),
    ...(beside.length > 0 ? ["", "Rights beside the manifests, which are left alone:"] : []),
    ...beside.flatMap(renderEntry).map(indented),
    ...(drift.length > 0 ? ["", ...nextSteps(drift)] : []),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ].join("\n");
}

/** An entry on one line or, if it is about several applications, on a line for each of them. */
export function renderEntry(entry: Entry): string[] {
  const [first, ...more] = entry.where;
  if (first !== undefined && more.length === 0)
    return [`${first.name}: ${entry.what}${authorWords(entry.kind, first)}`];
  return [
    `${count(entry.where.length, "application")}: ${entry.what}`,
    ...entry.where.map((one) => indented(`${one.name}${authorWords(entry.kind, one)}`)),
  ];
}

/** Who and when: of a grant or certificate, who created it; of anything else, only who wrote last is known. */
export function authorWords(kind: Entry["kind"], author: Author): string {
  const words = whoAndWhen(author);
  if (words === "") return "";
  const isCreation = kind === "role-beside" || kind === "assigned-beside" || kind === "certificate";
  return isCreation ? ` (${words})` : ` (last changed ${words})`;
}

function nextSteps(drift: readonly Entry[]): string[] {
  const isBeside = ({ kind }: Entry) => kind === "role-beside" || kind === "assigned-beside";
  return [
    ...(drift.every(isBeside)
      ? []
      : [
          "`pulumi up --refresh` puts right what the manifests declare; `idcs-apps drift accept <team>/<client>` writes the change into the manifest instead.",
        ]),
    ...(drift.some(isBeside)
      ? [
          "`pulumi up` revokes rights beside the manifest only at clients with `exclusive: true`: declare them (`idcs-apps drift accept --rights`), revoke them in the console, set `exclusive: true`, or accept them with `exclusive: false`.",
        ]
      : []),
  ];
}

function indented(line: string): string {
  return `  ${line}`;
}
