import type { Day } from "../../wording/days.ts";
import { matchesAny } from "../../wording/pattern.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { clientsIn, resourceApplicationsIn } from "../keys-and-defaults/in-environment.ts";
import type { ResourceApplicationManifest } from "../keys-and-defaults/resource-application.ts";
import { unapproved } from "./approval.ts";
import { withException } from "./exceptions.ts";
import { forbiddenGrantTypes, forbiddenSchemes } from "./flows.ts";
import { forbiddenRoles, unlistedApi, unlistedRights } from "./rights.ts";
import type { Breach, RuleFinding } from "./rule-finding.ts";
import { brokenExpiry, nearExpiry, oddNames, oldSecrets, openPerimeters } from "./upkeep.ts";

/** A team, as far as its file is valid. */
export interface RuledTeam {
  readonly team: string;
  /** Absent if the file does not say it, or says it wrongly. */
  readonly owner?: string;
  /** Where the owner is written. */
  readonly node?: object;
  readonly clients: readonly ClientManifest[];
  readonly resourceApplications: readonly ResourceApplicationManifest[];
}

/**
 * Everything about the rules of an environment in a team: what breaks them, with or without an exception, and dates that are near.
 * It needs no request. A retired client keeps to its end what it has; only roles of the domain are looked at.
 *
 * @param today the day on which dates are judged, in UTC
 */
export function ruleFindings(team: RuledTeam, environment: Environment, today: Day): RuleFinding[] {
  const subjectOf = (one: { readonly name: string }): string => `${team.team}/${one.name}`;
  return [
    ...oddOwner(team, environment),
    ...resourceApplicationsIn(team, environment.name)
      .filter(({ state }) => state !== "retired")
      .flatMap((api) =>
        unlistedApi(api, environment, subjectOf(api)).map((breach) => found(breach, subjectOf(api), environment)),
      ),
    ...clientsIn(team, environment.name).flatMap((client) => ofClient(client, environment, { team: team.team, today })),
  ];
}

function ofClient(
  client: ClientManifest,
  environment: Environment,
  { team, today }: { readonly team: string; readonly today: Day },
): RuleFinding[] {
  const subject = `${team}/${client.name}`;
  const breaches: Breach[] =
    client.state === "retired"
      ? forbiddenRoles(client, environment)
      : [
          ...forbiddenGrantTypes(client, environment),
          ...forbiddenSchemes(client, environment),
          ...unlistedRights(client, environment, subject),
          ...unapproved(client, environment),
          ...oddNames(client, environment, team),
          ...openPerimeters(client, environment),
          ...oldSecrets(client, environment),
          ...brokenExpiry(client, environment, today),
        ];
  const dates = client.state === "retired" ? [] : nearExpiry(client, environment, today);
  return [
    ...breaches.map((breach) => ({
      ...found(breach, subject, environment),
      ...withException(breach, client, environment, today),
    })),
    ...dates.map(
      (finding): RuleFinding => ({
        ...found({ rule: "expiry", ...finding }, subject, environment),
        message: finding.message,
        state: "expiring",
        ...(client.expires !== undefined && { until: client.expires }),
      }),
    ),
  ];
}

function oddOwner({ team, owner, node }: RuledTeam, environment: Environment): RuleFinding[] {
  const { owners } = environment.rules;
  if (owners === undefined || owner === undefined || node === undefined || matchesAny(owners, owner, { team }))
    return [];
  const message = `${quote(owner)} does not look like the owners of environment ${quote(environment.name)}: ${owners.join(" or ")}.`;
  return [found({ rule: "owner", node, path: ["owner"], message }, team, environment)];
}

function found(breach: Breach, subject: string, environment: Environment): RuleFinding {
  const { rule, what, node, path, message } = breach;
  return {
    rule,
    id: [rule, subject, ...(what === undefined ? [] : [what])].join(":"),
    subject,
    environment: environment.name,
    state: "broken",
    ...(what !== undefined && { what }),
    node,
    path,
    message: `${message} Rule: ${rule} (docs/rules.md).`,
  };
}
