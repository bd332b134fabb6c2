import { consoleWords } from "../../manifest/oracle/grant-types.ts";
import { count } from "../../wording/plural.ts";
import type { Report, ReportClient, ReportSecret } from "./json.ts";

/** A grant type in the console's words. */
export function grantWords(grantType: string): string {
  return Object.hasOwn(consoleWords, grantType) ? consoleWords[grantType as keyof typeof consoleWords] : grantType;
}

/** The age of a client secret, and when it is replaced. */
export function secretWords({ kind, since, age, notOlderThan, adopted, due, previousUntil }: ReportSecret): string {
  if (kind === "none") return "no secret";
  if (kind === "unknown") return "not known";
  const known =
    since !== undefined && age !== undefined
      ? `${count(age, "day")} old, since ${since}`
      : `age not known${adopted === undefined ? "" : ` (adopted ${adopted})`}${notOlderThan === undefined ? "" : `, not older than ${notOlderThan}`}`;
  const next = due === undefined ? "" : `; due ${due}`;
  const previous = previousUntil === undefined ? "" : `; the previous pair works until ${previousUntil}`;
  return `${kind === "unscheduled" ? "" : `${kind}: `}${known}${next}${previous}`;
}

/** How much a client may call, counted. */
export function accessWords({ access, domainRoles }: Pick<ReportClient, "access" | "domainRoles">): string {
  const scopes = access.flatMap((one) => one.scopes).length;
  const roles = access.flatMap((one) => one.roles).length + domainRoles.length;
  if (access.length + roles === 0) return "nothing";
  return [count(access.length, "API"), count(scopes, "scope"), ...(roles > 0 ? [count(roles, "role")] : [])].join(", ");
}

/** How many teams a report is about: one in several environments counts once. */
export function teamCount(environments: readonly Pick<Report["environments"][number], "teams">[]): number {
  return new Set(environments.flatMap(({ teams }) => teams.map(({ name }) => name))).size;
}
