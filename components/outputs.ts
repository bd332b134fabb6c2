import type * as pulumi from "@pulumi/pulumi";
import type { ClientOutputs, Team } from "./team.ts";

/**
 * What a stack shows: `clients` (nothing secret in it) and `clientSecrets`, both by `<team>/<client>`, in two maps because
 * a map with one secret is secret as a whole in a StackReference; and, in a stack with exactly one client, its values at
 * the top level too.
 */
export function stackOutputs(teams: readonly Team[]) {
  const clients: Record<string, ClientOutputs> = Object.assign({}, ...teams.map((team) => team.clients));
  const clientSecrets: Record<string, pulumi.Output<string>> = Object.assign(
    {},
    ...teams.map((team) => team.clientSecrets),
  );
  const [only, another] = Object.values(clients);
  if (!only || another) return { clients, clientSecrets };
  const { clientId, scope, tokenUrl } = only;
  return { clients, clientSecrets, clientId, clientSecret: Object.values(clientSecrets)[0], scope, tokenUrl };
}
