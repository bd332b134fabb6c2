import { CommandError } from "../errors/command-error.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { type PairSources, pairFrom } from "./pair-from.ts";

/**
 * The outputs of a stack with the pairs that only Oracle's vault has (`deliver: { keepSecretInState: false }`). A client whose pair
 * cannot be read there stays without a secret, and `note` gets the reason.
 *
 * @param name a team or `<team>/<client>`: of others nothing is read
 */
export async function withVaultSecrets(
  outputs: Outputs,
  name: string | undefined,
  sources: Omit<PairSources, "outputs">,
  note: (text: string) => void,
): Promise<Outputs> {
  const clients = { ...outputs.clients };
  const clientSecrets = { ...outputs.clientSecrets };
  for (const [one, client] of Object.entries(clients)) {
    const isMeant = name === undefined || one === name || one.startsWith(`${name}/`);
    if (!isMeant || client.delivery === undefined || clientSecrets[one] !== undefined) continue;
    try {
      const { clientId, clientSecret } = await pairFrom(undefined, one, { ...sources, outputs: async () => outputs });
      if (clientSecret === undefined) continue;
      clients[one] = { ...client, clientId };
      clientSecrets[one] = clientSecret;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      note(`${one}: its pair cannot be read in the vault. ${error.message}`);
    }
  }
  return { ...outputs, clients, clientSecrets };
}
