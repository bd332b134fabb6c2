import { notFound } from "../manifest/nearest.ts";
import { claimsOf } from "../oauth/claims.ts";
import { requestClientToken } from "../oauth/client-credentials.ts";
import { CommandError } from "./command-error.ts";
import type { StackOutputs } from "./pulumi.ts";

/**
 * Gets a token as a client of a stack and tells what is in it; the token itself is not shown.
 *
 * @throws TokenError if it is refused
 */
export async function describeToken({ clients = {}, clientSecrets = {} }: StackOutputs, name: string): Promise<string> {
  const client = clients[name];
  const clientSecret = clientSecrets[name];
  if (!client || !clientSecret) throw new CommandError(notFound(name, "a client of this stack", Object.keys(clients)));
  const { accessToken, expiresIn } = await requestClientToken({ ...client, clientSecret });
  const claims = JSON.stringify(claimsOf(accessToken), undefined, 2).replaceAll(/^/gm, "  ");
  return `token of ${name}, valid for ${expiresIn ?? "?"} s, with the claims\n${claims}`;
}
