import { claimsOf } from "../oauth/claims.ts";
import { requestClientToken } from "../oauth/client-credentials.ts";
import { notFound } from "../wording/nearest.ts";
import { CommandError } from "./errors/command-error.ts";
import type { ClientInOutputs, Outputs } from "./pulumi/pulumi.ts";

/** Whether a client gets tokens in its own name: it may ask for them, and for a scope, and is not retired. */
export function hasOwnTokens({ grantTypes = ["client_credentials"], scope, retired }: ClientInOutputs): boolean {
  return grantTypes.includes("client_credentials") && scope !== "" && retired !== true;
}

/**
 * Gets a token in the name of a client of a stack and returns its claims as text; the token itself is not shown.
 *
 * @throws TokenError if it is refused
 */
export async function describeToken({ clients = {}, clientSecrets = {} }: Outputs, name: string): Promise<string> {
  const client = clients[name];
  const clientSecret = clientSecrets[name];
  if (client?.clientType === "public") {
    throw new CommandError(
      `"${name}" is a public client: it has no secret, and gets tokens for users alone (${client.grantTypes?.join(", ")}). This command requests no tokens for users.`,
    );
  }
  if (client?.delivery && !clientSecret) {
    throw new CommandError(
      `"${name}" has its secret in ${client.delivery.vaultSecret} only: the stack does not have it (deliver in the manifest). Request the token where that secret of the vault may be read.`,
    );
  }
  if (!client || !clientSecret) throw new CommandError(notFound(name, "a client of this stack", Object.keys(clients)));
  if (client.scope === "") {
    throw new CommandError(
      `"${name}" calls no API: its manifest names no resource app, so there is no scope to request.`,
    );
  }
  if (client.retired) {
    throw new CommandError(
      `"${name}" is retired, so it gets no tokens: remove \`state: retired\` from its manifest and run \`pulumi up\` to use it again.`,
    );
  }
  if (!hasOwnTokens(client)) {
    const flows = client.grantTypes?.join(", ");
    throw new CommandError(
      `"${name}" gets no tokens of its own: it is for users (${flows}). This command requests no tokens for users.`,
    );
  }
  const { accessToken, expiresIn } = await requestClientToken({ ...client, clientSecret });
  const claims = JSON.stringify(claimsOf(accessToken), undefined, 2).replaceAll(/^/gm, "  ");
  return `token of ${name}, valid for ${expiresIn ?? "?"} s, with the claims\n${claims}`;
}
