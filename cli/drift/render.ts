import { oneLine } from "../../wording/one-line.ts";
import { count } from "../../wording/plural.ts";
import type { Author } from "./deviation.ts";
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
export function authorWords(kind: Entry["kind"], { by, at }: Author): string {
  if (by === undefined && at === undefined) return "";
  const isCreation = kind === "role-beside" || kind === "assigned-beside" || kind === "certificate";
  const who = by === undefined ? "" : `by ${oneLine(by, 100)}`;
  const when = at === undefined ? "" : timeWords(at);
  const words = [who, when].filter((part) => part !== "").join(", ");
  return isCreation ? ` (${words})` : ` (last changed ${words})`;
}

/** `2026-11-24 21:03 UTC`. */
function timeWords(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? oneLine(at, 40) : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
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
          "Nothing revokes rights beside the manifest: declare them, revoke them in the console, or set `exclusive: false`.",
        ]
      : []),
  ];
}

function indented(line: string): string {
  return `  ${line}`;
}
