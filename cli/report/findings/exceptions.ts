import type { ClientManifest, ExceptionManifest } from "../../../manifest/keys-and-defaults/client.ts";
import type { Environment } from "../../../manifest/keys-and-defaults/environment.ts";
import type { ListedRights } from "../../../manifest/keys-and-defaults/rules.ts";
import { daysBeforeException } from "../../../naming/rules.ts";
import { daysBetween } from "../../../wording/days.ts";
import { compare } from "../../../wording/order.ts";
import { matchesAny } from "../../../wording/pattern.ts";
import { count } from "../../../wording/plural.ts";
import { clientOf } from "../../drift/declared-resources.ts";
import type { ReportException, ReportFinding } from "../json.ts";
import type { EnvironmentState } from "../read/environment-state.ts";
import { findingOf } from "./finding.ts";
import type { Kind } from "./kinds.ts";
import { acceptedBy } from "./of-rules.ts";

/** The exceptions of all clients of an environment, those that end first at the top. */
export function exceptionsOf({ name, manifest }: EnvironmentState, today: string): ReportException[] {
  return manifest.teams
    .flatMap(({ team, clients }) =>
      clients.flatMap((client) =>
        (client.exceptions ?? []).map((one) => ({
          environment: name,
          client: `${team}/${client.name}`,
          rule: one.rule,
          ...(one.for !== undefined && { for: one.for }),
          reason: one.reason,
          until: one.until,
          ...(one.approvedBy !== undefined && { approvedBy: one.approvedBy }),
          state: stateOf(one, today),
        })),
      ),
    )
    .sort((one, other) => compare(one.until, other.until) || compare(one.client, other.client));
}

function stateOf({ until }: ExceptionManifest, today: string): ReportException["state"] {
  const left = daysBetween(today, until);
  if (left < 0) return "expired";
  return left <= daysBeforeException ? "expiring" : "active";
}

/** The exceptions that have ended, or end soon. */
export function exceptionFindings({ name, manifest }: EnvironmentState, today: string): ReportFinding[] {
  return manifest.teams.flatMap(({ team, clients }) =>
    clients.flatMap((client) =>
      (client.exceptions ?? [])
        .filter((one) => stateOf(one, today) !== "active")
        .map((one) => {
          const left = daysBetween(today, one.until);
          const when = left < 0 ? `ended on ${one.until}` : `ends on ${one.until}, in ${count(left, "day")}`;
          const from = one.for === undefined ? one.rule : `${one.rule} for ${one.for}`;
          return findingOf({
            kind: "exception",
            environment: name,
            subject: `${team}/${client.name}`,
            about: one.for === undefined ? one.rule : `${one.rule}:${one.for}`,
            what: `the exception from ${from} ${when}`,
            node: one,
            path: ["until"],
          });
        }),
    ),
  );
}

/**
 * A finding that the manifests do not show, archived if an exception of its client is meant for it, or if the environment's file lists
 * the right. An exception that has ended archives nothing.
 *
 * @param about what the exception names in its `for`
 */
export function archived(
  finding: ReportFinding,
  about: string | undefined,
  clients: ReadonlyMap<string, ClientManifest>,
  environment: Environment,
  today: string,
): ReportFinding {
  if (finding.status === "archived") return finding;
  const client = clients.get(clientOf(finding.subject));
  const exception = client?.exceptions?.find(
    (one) =>
      one.rule === finding.kind && one.for?.toLowerCase() === about?.toLowerCase() && stateOf(one, today) !== "expired",
  );
  if (exception !== undefined) return { ...finding, status: "archived", archived: acceptedBy(exception) };
  if (!isListed(finding, about, environment)) return finding;
  const reason = `Listed in environments/${environment.name}.yaml`;
  return { ...finding, status: "archived", archived: { reason } };
}

const listedRights: Readonly<Partial<Record<Kind, keyof ListedRights>>> = {
  "all-resources": "allResources",
  "on-behalf-of": "onBehalfOf",
  "bypass-consent": "bypassConsent",
};

/** Whether the environment's file names the client, or the right, among those that are allowed. */
function isListed(
  { kind, subject }: ReportFinding,
  about: string | undefined,
  { rules, allowedDomainRoles }: Environment,
): boolean {
  const isSame = (one: string) => one.toLowerCase() === about?.toLowerCase();
  if (kind === "domain-roles") return allowedDomainRoles.some(isSame);
  const key = listedRights[kind as Kind];
  const listed = key === undefined ? [] : rules[key];
  return listed !== "any" && matchesAny(listed, subject);
}
