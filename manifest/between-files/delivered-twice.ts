import { placeOf } from "../../naming/delivered-document.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import type { VaultPlace } from "../keys-and-defaults/deliver.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { clientsIn } from "../keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import { problemAt } from "../yaml/problem.ts";
import type { UniqueValue } from "./unique-values.ts";

/**
 * The secrets of Oracle's vault that the clients of an environment are delivered to: each client needs one of its own. Of an
 * environment that is given as a name only, the manifests' own places.
 */
export function vaultSecretsIn(teams: readonly TeamManifest[], environment: string | Environment): UniqueValue[] {
  const [name, ofAll] = typeof environment === "string" ? [environment] : [environment.name, environment.deliver];
  return teams.flatMap((team) =>
    clientsIn(team, name).flatMap((client) => {
      const deliver = client.deliver ?? ofAll;
      if (deliver === undefined || deliver === "none" || client.clientType === "public") return [];
      return [vaultSecret(`${team.team}/${client.name}`, client, deliver.vault)];
    }),
  );
}

function vaultSecret(name: string, client: ClientManifest, vault: VaultPlace): UniqueValue {
  const own = client.deliver !== undefined;
  const at = own ? ["deliver", "vault", "secret" in vault ? "secret" : "secretName"] : ["name"];
  const secret = "secret" in vault ? vault.secret : placeOf(vault.secretName, { client: name });
  const advice =
    "secret" in vault
      ? "give this client another secret"
      : 'give this client another "secretName" in deliver, for example {team}.{client}';
  return {
    key: "secret" in vault ? secret : `${vault.compartment} ${vault.vault} ${secret}`,
    place: problemAt(client, at, ""),
    taken: (first) =>
      `${name} would be delivered to the secret ${quote(secret)} of the vault, as the client at ${first} is: a secret has one client only, so ${advice}.`,
  };
}
