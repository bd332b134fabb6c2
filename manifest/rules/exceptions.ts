import { daysBeforeException, factsOf } from "../../naming/rules.ts";
import { type Day, daysAfter, daysBetween } from "../../wording/days.ts";
import { notFound } from "../../wording/nearest.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest, ExceptionManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { originOf } from "../yaml/origin.ts";
import type { Breach, RuleFinding } from "./rule-finding.ts";

/** What an exception changes about a broken rule. */
type Changed = Pick<RuleFinding, "node" | "path" | "message" | "state"> & {
  readonly until?: string;
  readonly exception?: ExceptionManifest;
};

/** A broken rule of a client with the exception that is meant for it, if there is one. */
export function withException(breach: Breach, client: ClientManifest, environment: Environment, today: Day): Changed {
  const exception = exceptionFor(breach, client);
  const broken = { node: breach.node, path: breach.path, message: withRule(breach), state: "broken" as const };
  if (exception === undefined) return { ...broken, message: withRule(withWayOut(breach, environment)) };
  const { until } = exception;
  const found = { exception, until };
  const refused = refusal(exception, environment, today);
  if (refused)
    return {
      ...found,
      node: exception,
      path: refused.path,
      message: `${refused.message} Without it: ${broken.message}`,
      state: "broken",
    };
  const left = daysBetween(today, until);
  const name = `the exception from ${called(exception)}`;
  if (left <= daysBeforeException) {
    const when = left === 0 ? "today" : `in ${count(left, "day")}`;
    const message = `${name} ends on ${until}, ${when}: then the client is refused in environment ${quote(environment.name)}. Mend the client before, or ask for a later day.`;
    return { ...found, node: exception, path: ["until"], message, state: "expiring" };
  }
  const by = exception.approvedBy === undefined ? "" : `, approved by ${quote(exception.approvedBy)}`;
  const message = `${name} counts until ${until}${by}: ${quote(exception.reason)}.`;
  return { ...found, node: exception, path: ["rule"], message, state: "excepted" };
}

/** What needs approval has no other way out than an exception: the message says what to write. */
function withWayOut(breach: Breach, environment: Environment): Breach {
  const { rule, what, message } = breach;
  const { approvers } = environment.rules;
  if (rule !== "approval" || what === undefined) return breach;
  const way =
    approvers.length === 0
      ? `Nobody can give it: rules.approvers of ${fileOf(environment)} names nobody.`
      : `Write an exception for ${quote(what)} with "approvedBy", one of ${approvers.join(", ")}.`;
  return { ...breach, message: `${message} ${way}` };
}

function fileOf(environment: Environment): string {
  return originOf(environment)?.source.file ?? environment.name;
}

/** An exception, as messages call it: `grant-types for "password"`. */
export function called({ rule, for: what }: ExceptionManifest): string {
  return what === undefined ? rule : `${rule} for ${quote(what)}`;
}

function withRule({ message, rule }: Breach): string {
  return `${message} Rule: ${rule} (docs/rules.md).`;
}

function exceptionFor({ rule, what, alsoCalled = [] }: Breach, client: ClientManifest): ExceptionManifest | undefined {
  const names: (string | undefined)[] =
    what === undefined ? [undefined] : [what, ...alsoCalled].map((name) => name.toLowerCase());
  const takesName = factsOf(rule).for !== undefined;
  // What has no name cannot be excepted by one.
  if (takesName && what === undefined) return undefined;
  return client.exceptions?.find((one) => one.rule === rule && names.includes(one.for?.toLowerCase()));
}

interface Refusal {
  readonly path: readonly ["until"] | readonly ["approvedBy"];
  readonly message: string;
}

/** Why an exception does not count. */
function refusal(exception: ExceptionManifest, environment: Environment, today: Day): Refusal | undefined {
  const { rule, until, approvedBy } = exception;
  const { approvers, longestException } = environment.rules;
  const name = `the exception from ${called(exception)}`;
  const there = `environment ${quote(environment.name)}`;
  const left = daysBetween(today, until);
  if (left < 0) return { path: ["until"], message: `${name} ended on ${until}.` };
  if (left > longestException) {
    const message = `${name} ends in ${left} days, and ${there} allows ${longestException}: write ${daysAfter(today, longestException)} or an earlier day.`;
    return { path: ["until"], message };
  }
  const path = ["approvedBy"] as const;
  if (approvedBy !== undefined) {
    if (approvers.some((one) => one.toLowerCase() === approvedBy.toLowerCase())) return undefined;
    return { path, message: notFound(approvedBy, `an approver of ${there}`, approvers, "it has") };
  }
  if (!factsOf(rule).needsApprover) return undefined;
  if (approvers.length === 0) {
    const message = `${name} needs an approver, and ${there} has none: rules.approvers of ${fileOf(environment)} names them.`;
    return { path, message };
  }
  return { path, message: `${name} needs an approver: write "approvedBy" with one of ${approvers.join(", ")}.` };
}
