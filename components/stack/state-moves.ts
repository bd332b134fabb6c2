import type { Notice } from "../../manifest/client-rules/warnings.ts";
import type { ResourceApplicationManifest } from "../../manifest/data/resource-application.ts";
import type { ClientManifest } from "../../manifest/data/team.ts";
import { certificateSuffix, certificateType, componentTypes } from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";

/**
 * What to do first where a client, or resource application, comes from another team and each team has a stack of its own:
 * a stack finds former names in its own state only, and whether the state was moved cannot be seen from here.
 *
 * @param application as it is in the environment
 * @param team the team that declares it
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_move/
 */
export function movesFromOtherTeams(
  application: ClientManifest | ResourceApplicationManifest,
  team: string,
  environment: string,
): Notice[] {
  return application.was.flatMap((former, index) => {
    if (former.team === team) return [];
    const [source, dest] = [`${environment}.${former.team}`, `${environment}.${team}`];
    const name = `${former.team}/${former.client}`;
    const made = "grantTypes" in application ? "application and client secret" : "application";
    const urns = madeFor(application, name).map((urn) => `'urn:pulumi:${source}::${project}::${urn}'`);
    const command = `pulumi state move --source ${source} --dest ${dest} ${urns.join(" ")}`;
    const message = `${quote(name)} is in the state of another stack, ${quote(source)}, unless it was moved already: this stack would make a new ${made}, and ${quote(source)} delete the old one. Before \`pulumi up\` of either: \`${command}\`. Take "was" out once that is done in every environment.`;
    return [{ path: ["was", index], message }];
  });
}

/** Of the same name in Pulumi.yaml. */
const project = "idcs-apps";

/** The ends of the URNs under which a stack keeps it: its component with all that is inside, and the certificates beside. */
function madeFor(application: ClientManifest | ResourceApplicationManifest, name: string): string[] {
  const { team, client, resourceApplication } = componentTypes;
  if (!("grantTypes" in application)) return [`${team}$${resourceApplication}::${name}`];
  return [
    `${team}$${client}::${name}`,
    ...application.certificates.map(({ sha256 }) => `${team}$${certificateType}::${name}${certificateSuffix(sha256)}`),
  ];
}
