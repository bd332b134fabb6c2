import type * as pulumi from "@pulumi/pulumi";
import type { ClientOutputs } from "./client-outputs.ts";
import type { ResourceApplicationOutputs, Team } from "./team.ts";

/**
 * The outputs of a stack. Clients and their secrets are two maps, because a map with one secret in it is secret as a
 * whole in a StackReference.
 */
export function stackOutputs(teams: readonly Team[]) {
  const clients: Record<string, ClientOutputs> = Object.assign({}, ...teams.map((team) => team.clients));
  const clientSecrets: Record<string, pulumi.Output<string>> = Object.assign(
    {},
    ...teams.map((team) => team.clientSecrets),
  );
  const resourceApplications: Record<string, ResourceApplicationOutputs> = Object.assign(
    {},
    ...teams.map((team) => team.resourceApplications),
  );
  const [only, another] = Object.values(clients);
  return {
    clients,
    clientSecrets,
    ...(Object.keys(resourceApplications).length > 0 && { resourceApplications }),
    ...(only && !another && topLevel(only, Object.values(clientSecrets)[0])),
  };
}

function topLevel({ clientId, scope, tokenUrl }: ClientOutputs, clientSecret: pulumi.Output<string> | undefined) {
  return { clientId, clientSecret, scope, tokenUrl };
}
