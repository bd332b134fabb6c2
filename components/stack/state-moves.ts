import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { StackManifest } from "../../manifest/load-stack.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import {
  certificateSuffix,
  certificateType,
  componentTypes,
  userSuffix,
  userType,
} from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";

/**
 * Warnings for clients and resource applications that come from another team while each team has its own stack: their
 * state must be moved first. A stack finds former names in its own state only, and this program cannot see whether the
 * state was moved.
 *
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_move/
 */
export function movesBetweenStacks({ environment, environmentName, teams }: StackManifest): Finding[] {
  if (environment !== undefined) return [];
  return teams.flatMap(({ team, clients, resourceApplications }) =>
    [...resourceApplications, ...clients].flatMap((node) => movesTo(team, node, environmentName)),
  );
}

function movesTo(
  team: string,
  application: ClientManifest | ResourceApplicationManifest,
  environment: string,
): Finding[] {
  return application.was.flatMap((former, index) => {
    if (former.team === team) return [];
    const [source, dest] = [`${environment}.${former.team}`, `${environment}.${team}`];
    const name = `${former.team}/${former.client}`;
    const lost = "grantTypes" in application ? "application and client secret" : "application";
    const urns = namesInState(application, name).map((urn) => `'urn:pulumi:${source}::${pulumi.getProject()}::${urn}'`);
    const command = `pulumi state move --source ${source} --dest ${dest} ${urns.join(" ")}`;
    const message = `${quote(name)} is in the state of another stack, ${quote(source)}, unless it was already moved: this stack would create a new ${lost}, and ${quote(source)} would delete the old one. Before \`pulumi up\` of either stack, run \`${command}\`. Remove "was" once that is done in every environment.`;
    return [{ node: application, path: ["was", index], message }];
  });
}

/** The ends of the URNs to move: the component, which takes its children along, and the certificates and the user next to it. */
function namesInState(application: ClientManifest | ResourceApplicationManifest, name: string): string[] {
  const { team, client, resourceApplication } = componentTypes;
  if (!("grantTypes" in application)) return [`${team}$${resourceApplication}::${name}`];
  return [
    `${team}$${client}::${name}`,
    ...application.certificates.map(({ sha256 }) => `${team}$${certificateType}::${name}${certificateSuffix(sha256)}`),
    ...(application.access.some(({ clientUser }) => clientUser) ? [`${team}$${userType}::${name}${userSuffix}`] : []),
  ];
}
