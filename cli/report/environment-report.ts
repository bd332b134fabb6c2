import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { compare } from "../../wording/order.ts";
import { count } from "../../wording/plural.ts";
import { archived, exceptionFindings, exceptionsOf } from "./findings/exceptions.ts";
import { type Found, findingOf } from "./findings/finding.ts";
import { kinds } from "./findings/kinds.ts";
import { findingsOfClient, type Measure, usualSecretAge } from "./findings/of-client.ts";
import { findingsOfDomain } from "./findings/of-domain.ts";
import { findingsOfRules } from "./findings/of-rules.ts";
import { apisOf, clientsOf } from "./inventory.ts";
import {
  type ReportApi,
  type ReportClient,
  type ReportEnvironment,
  type ReportException,
  type ReportFinding,
  severities,
} from "./json.ts";
import type { EnvironmentState } from "./read/environment-state.ts";

/** What is reported of one environment. */
export interface EnvironmentReport {
  readonly environment: ReportEnvironment;
  readonly findings: readonly ReportFinding[];
  readonly exceptions: readonly ReportException[];
  readonly clients: readonly ReportClient[];
  readonly apis: readonly ReportApi[];
}

/** The environment where everything may be tried. */
const tryingEnvironment = "dev";

/** What is reported of an environment. @param today the day by which ages and ends are judged, in UTC */
export function environmentReport(state: EnvironmentState, today: string): EnvironmentReport {
  const { name, manifest } = state;
  const clients = clientsOf(state, today);
  const manifests = new Map<string, ClientManifest>(
    manifest.teams.flatMap((team) => team.clients.map((client) => [`${team.team}/${client.name}`, client] as const)),
  );
  const measure: Measure = {
    today,
    secretAge: manifest.environment.rules.secretAge ?? usualSecretAge,
    isForTrying: name === tryingEnvironment,
  };
  const found: Found[] = [
    ...clients.flatMap((client) => {
      const declared = manifests.get(client.name);
      return declared === undefined ? [] : findingsOfClient(client, declared, measure);
    }),
    ...findingsOfDomain(state),
    ...(state.live?.ownersAway ?? []).map(
      ({ team, node, owner, why }): Found => ({
        kind: "no-owner",
        environment: name,
        subject: team,
        what: `the owner, ${owner}, ${why}`,
        node,
        path: ["owner"],
      }),
    ),
  ];
  const others = found.map((one) => archived(findingOf(one), one.about, manifests, manifest.environment, today));
  const findings = new Map<string, ReportFinding>();
  // A broken rule comes first: what is said about the same thing otherwise says less.
  for (const one of [...findingsOfRules(manifest), ...exceptionFindings(state, today), ...others])
    if (!findings.has(one.id)) findings.set(one.id, one);
  return {
    environment: environmentOf(state, clients),
    findings: [...findings.values()],
    exceptions: exceptionsOf(state, today),
    clients,
    apis: apisOf(state),
  };
}

/** Sorts findings: the active ones first, then by severity, kind and subject. */
export function byImportance(one: ReportFinding, other: ReportFinding): number {
  const order = Object.keys(kinds);
  const rank = ({ status, severity, kind }: ReportFinding) =>
    Number(status === "archived") * 10_000 + severities.indexOf(severity) * 1000 + order.indexOf(kind);
  return (
    rank(one) - rank(other) ||
    compare(one.environment, other.environment) ||
    compare(one.subject, other.subject) ||
    compare(one.id, other.id)
  );
}

function environmentOf(
  { name, manifest, identityDomainUrl, project, live }: EnvironmentState,
  clients: readonly ReportClient[],
): ReportEnvironment {
  const teams = manifest.teams.map(({ team, owner, resourceApplications }) => ({
    name: team,
    owner,
    clients: clients.filter((one) => one.team === team).length,
    apis: resourceApplications.length,
  }));
  const whole = `${project}/${name}`;
  const elsewhere = live?.tagged.filter(({ stack }) => stack !== whole && !stack.startsWith(`${whole}.`)).length;
  return {
    name,
    identityDomain: identityDomainUrl,
    isCompared: live !== undefined,
    stacks: live?.stacks.map(({ stack }) => stack.name) ?? [],
    teams: teams.sort((one, other) => compare(one.name, other.name)),
    ...(live && { unmanaged: live.unmanaged, elsewhere: elsewhere ?? 0 }),
    notes: notesOf(live, elsewhere ?? 0),
  };
}

function notesOf(live: EnvironmentState["live"], elsewhere: number): string[] {
  const unknown =
    "When a client was used last is not known: the identity domain's API has had no audit events since 15 December 2024. The Audit service of Oracle Cloud Infrastructure has them.";
  if (live === undefined)
    return [
      "The identity domain was not asked (--offline): what it has, drift, and the ages of client secrets are not known.",
      unknown,
    ];
  const { confidential, public: open } = live.unmanaged;
  return [
    ...(confidential + open > 0
      ? [
          `${count(confidential, "confidential application")} and ${count(open, "public client")} of the domain are in no manifest, and were not created by this program: nothing else is known of them. \`idcs-apps adopt\` brings them under management.`,
        ]
      : []),
    ...(elsewhere > 0
      ? [
          `${count(elsewhere, "application")} of the domain ${elsewhere === 1 ? "belongs" : "belong"} to stacks of other environments.`,
        ]
      : []),
    "Client secrets were not compared: `idcs-apps drift` says whether one was regenerated by hand.",
    unknown,
  ];
}
