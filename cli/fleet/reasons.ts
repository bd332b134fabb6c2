import { ownershipTags } from "../../naming/ownership-tags.ts";
import { dueClients } from "../../plan/due.ts";
import { count } from "../../wording/plural.ts";
import type { StoredStack, StoredUpdate } from "../pulumi/stored-stacks.ts";
import { digestIn } from "./digest.ts";
import type { FleetStack } from "./fleet-stack.ts";
import type { DomainApplication, InDomain } from "./in-domain.ts";
import type { Reason } from "./json.ts";

/** What is known of a stack besides its manifest. */
export interface Known {
  /** Absent if the backend does not have the stack. */
  readonly stored: StoredStack | undefined;
  /** The digest of its inputs. */
  readonly digest: string;
  /** What the domain has of all stacks. */
  readonly inDomain: InDomain;
  /** The moment, or the day that the stack's configuration pins. */
  readonly now: Date;
}

/** Seconds by which the clocks of this machine and of the domain may differ before a change counts. */
const slack = 2;

/**
 * Why a stack is to be run: its inputs are not those of its last run, a secret or rotation is due, or its applications were changed
 * since. None if there is nothing to do.
 */
export function reasonsFor(stack: FleetStack, { stored, digest, inDomain, now }: Known): Reason[] {
  if (stored === undefined || (stored.updates.length === 0 && stored.resources === 0))
    return [{ kind: "new", what: "it was never provisioned" }];
  const last = lastChange(stored.updates);
  const reasons = [...unfinished(stored), ...fromHistory(stored, last, digest)];
  if ("unknown" in inDomain) return [...reasons, ...perhapsDue(stack)];
  const own = inDomain.applications.filter((one) => one.stack === stack.name);
  const teams = stack.manifest?.teams ?? [];
  return [
    ...reasons,
    ...teams.flatMap((team) => dueClients(team, own, now)),
    ...expiring(stack),
    ...(reasons.some(({ kind }) => kind !== "locked") ? [] : drifted(stack, own, last)),
  ];
}

/** The last update that may have changed the stack: a refresh that found nothing is none. */
function lastChange(updates: readonly StoredUpdate[]): StoredUpdate | undefined {
  return updates.find(
    ({ kind, result, isWithoutChanges }) => !(kind === "refresh" && result === "succeeded" && isWithoutChanges),
  );
}

function unfinished({ pending, isLocked }: StoredStack): Reason[] {
  return [
    ...(isLocked ? [{ kind: "locked" as const, what: "it is locked by a run, or by one that was killed" }] : []),
    ...(pending > 0
      ? [
          {
            kind: "interrupted" as const,
            what: `${count(pending, "operation")} of an earlier run ${pending === 1 ? "was" : "were"} interrupted`,
          },
        ]
      : []),
  ];
}

function fromHistory(stored: StoredStack, last: StoredUpdate | undefined, digest: string): Reason[] {
  if (last?.result === "failed") return [{ kind: "last-run-failed", what: `its last ${wordOf(last)} failed` }];
  const then = last?.kind === "update" ? digestIn(last.agent) : undefined;
  if (then === undefined)
    return [{ kind: "not-by-fleet", what: `its last change was no run of the fleet: ${wordOf(last)}` }];
  if (stored.isChangedSince)
    return [
      { kind: "not-by-fleet", what: "its state was changed since, as by `pulumi state` or `pulumi stack import`" },
    ];
  return then === digest
    ? []
    : [{ kind: "inputs", what: "its manifest, what it uses, its configuration, the program or a version changed" }];
}

function wordOf(update: StoredUpdate | undefined): string {
  const words: Readonly<Record<string, string>> = {
    update: "`pulumi up`",
    refresh: "`pulumi refresh`",
    destroy: "`pulumi destroy`",
  };
  return update === undefined ? "no run is known" : (words[update.kind] ?? `\`pulumi ${update.kind}\``);
}

/** Without the domain, what depends on the day is not known: such a stack is run. */
function perhapsDue({ manifest }: FleetStack): Reason[] {
  const names = (manifest?.teams ?? []).flatMap(({ team, clients }) =>
    clients
      .filter(({ secret, rotation }) => secret.every !== undefined || (rotation !== undefined && rotation !== "none"))
      .map(({ name }) => `${team}/${name}`),
  );
  if (names.length === 0) return [];
  return [{ kind: "unknown", what: `whether a secret of ${names.join(", ")} is due is not known` }];
}

/** Clients and exceptions whose last day is near. */
function expiring({ manifest }: FleetStack): Reason[] {
  const findings = manifest?.ruleFindings.filter(({ state }) => state === "expiring") ?? [];
  return findings.map(({ subject, message }) => ({ kind: "expiring", what: `${subject}: ${message}` }));
}

/** Applications that are missing, or that somebody changed after the stack's last run. */
function drifted(
  { manifest }: FleetStack,
  own: readonly DomainApplication[],
  last: StoredUpdate | undefined,
): Reason[] {
  const teams = manifest?.teams ?? [];
  const declared = teams.flatMap(({ team, clients, resourceApplications }) =>
    [...clients, ...resourceApplications].map(({ name }) => `${team}/${name}`),
  );
  const live = new Map(own.map((one) => [nameOf(one), one]));
  const since = ((last?.endTime ?? 0) + slack) * 1000;
  return [
    ...declared
      .filter((name) => !live.has(name))
      .map((name) => ({ kind: "drifted" as const, what: `${name}: its application is not in the domain` })),
    ...own
      .filter(({ changed }) => changed > since)
      .map((one) => ({
        kind: "drifted" as const,
        what: `${nameOf(one)}: it was changed ${new Date(one.changed).toISOString()}${one.by === undefined ? "" : ` by ${one.by}`}, after the last run`,
      })),
  ];
}

function nameOf({ tags }: DomainApplication): string {
  return `${tags.get(ownershipTags.team)}/${tags.get(ownershipTags.client)}`;
}
