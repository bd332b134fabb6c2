import { ownCommand } from "../../../setup/own-command.mjs";
import { inShell } from "../../../wording/in-shell.ts";
import { count } from "../../../wording/plural.ts";
import type { Deviation } from "../deviation.ts";
import { authorWords } from "../render.ts";
import type { Decision, KeyChange, Left } from "./change.ts";
import type { Scope } from "./place.ts";
import type { Step } from "./would-be.ts";

/** What was decided and written. */
export interface Acceptance {
  readonly stack: string;
  readonly decisions: readonly Decision[];
  /** The manifests that change. */
  readonly files: readonly string[];
  readonly dryRun: boolean;
  /** What was not compared. */
  readonly notes: readonly string[];
  readonly scope: Scope;
}

/** What the command prints: what was accepted, where it is written, what was not accepted and why, and what comes next. */
export function acceptance({ stack, decisions, files, dryRun, notes, scope }: Acceptance): string {
  const changes = decisions.flatMap((one) => one.changes);
  const accepted = decisions.flatMap((one) => one.accepted);
  const left = decisions.flatMap((one) => one.left);
  const blocks = [
    accepted.length === 0
      ? [left.length === 0 ? "Nothing to accept: the domain is as the manifests say." : "Nothing was accepted."]
      : [`Accepted ${count(accepted.length, "difference")}:`, ...accepted.map((one) => `  ${inWords(one)}`)],
    files.length === 0
      ? []
      : [
          dryRun ? "Not written, because of --dry-run:" : "Written:",
          ...files.flatMap((file) => writtenIn(file, changes, scope)),
        ],
    leftBlock(
      "Not accepted:",
      left.filter(({ isOptional }) => !isOptional),
    ),
    leftBlock(
      "Rights beside the manifest, which are left alone:",
      left.filter(({ isOptional }) => isOptional),
    ),
    notes,
    files.length === 0 || dryRun ? [] : nextSteps(files, stack),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function inWords(deviation: Deviation): string {
  return `${deviation.subject}: ${deviation.words}${authorWords(deviation.kind, deviation)}`;
}

function leftBlock(title: string, left: readonly Left[]): string[] {
  if (left.length === 0) return [];
  return [title, ...left.flatMap(({ deviation, wayOut }) => [`  ${inWords(deviation)}`, `    ${wayOut}`])];
}

/** The keys that change in a manifest: one line for each entry. */
function writtenIn(file: string, changes: readonly KeyChange[], scope: Scope): string[] {
  const own = changes.filter(({ subject }) => subject.file === file);
  return [
    `  ${file}`,
    ...[...Map.groupBy(own, ({ subject }) => subject)].flatMap(([subject, ofSubject]) => [
      ...ofSubject.map((change) => `    ${subject.name}: ${keyInWords(change, scope)}`),
      ...newList(subject.written, ofSubject, scope),
    ]),
  ];
}

function keyInWords({ key, value, isOverride, alsoIn }: KeyChange, { environment }: Scope): string {
  const path = isOverride ? `environments.${environment}.${key}` : key;
  const removed = value === undefined ? " (removed)" : "";
  return `${path}${removed}${alsoIn.length > 0 ? `, which changes it in ${alsoIn.join(", ")} too` : ""}`;
}

/** An entry that existed in all environments names them from now on. */
function newList(
  written: KeyChange["subject"]["written"],
  changes: readonly KeyChange[],
  { environments }: Scope,
): string[] {
  if (written.environments !== undefined || !changes.some(({ isOverride }) => isOverride)) return [];
  return [
    `    It existed in all environments, and lists them now: ${environments.join(", ")}. A new environment gets it only if it is added there.`,
  ];
}

function nextSteps(files: readonly string[], stack: string): string[] {
  return [
    "Next:",
    `  ${ownCommand("idcs-apps", "check")}`,
    `  git add ${files.map(inShell).join(" ")}`,
    "  git commit --message 'Accept what was changed by hand'",
    `  ${ownCommand("pulumi", `up --refresh --stack ${stack}`)}   brings the state up to date; in the domain, what was accepted stays`,
  ];
}

/** A changed key as a difference: the lines that are removed and added, with the number of the first one. */
export function changeOf({ file, before, after }: Step): string {
  const [old, now] = [before, after].map((text) => text.replaceAll("\r\n", "\n").split("\n")) as [string[], string[]];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return [
    `${file}:${start + 1}`,
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
    "",
  ].join("\n");
}
