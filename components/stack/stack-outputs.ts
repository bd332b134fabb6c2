import type * as pulumi from "@pulumi/pulumi";
import type { StackOutputs } from "../../naming/stack-outputs.ts";
import type { ProgramClientOutputs } from "./client-outputs.ts";
import type { ProgramResourceApplicationOutputs, Team } from "./team.ts";

/**
 * The outputs of a stack. Clients and their secrets are two maps, because a map with one secret in it is secret as a
 * whole in a StackReference.
 */
export function stackOutputs(teams: readonly Team[]): StackOutputs<pulumi.Output<string>> {
  const clients: Record<string, ProgramClientOutputs> = Object.assign({}, ...teams.map((team) => team.clients));
  const clientSecrets: Record<string, pulumi.Output<string>> = Object.assign(
    {},
    ...teams.map((team) => team.clientSecrets),
  );
  const resourceApplications: Record<string, ProgramResourceApplicationOutputs> = Object.assign(
    {},
    ...teams.map((team) => team.resourceApplications),
  );
  const clientPairs: NonNullable<StackOutputs<pulumi.Output<string>>["clientPairs"]> = Object.assign(
    {},
    ...teams.map((team) => team.clientPairs),
  );
  const [only, another] = Object.values(clients);
  return {
    clients,
    clientSecrets,
    ...(Object.keys(clientPairs).length > 0 && { clientPairs }),
    ...(Object.keys(resourceApplications).length > 0 && { resourceApplications }),
    ...(only && !another && topLevel(only, Object.values(clientSecrets)[0])),
  };
}

function topLevel(
  { clientId, scope, tokenUrl }: ProgramClientOutputs,
  clientSecret: pulumi.Output<string> | undefined,
) {
  return { clientId, ...(clientSecret && { clientSecret }), scope, tokenUrl };
}
