import { byNothing } from "../../oauth/client-authentication.ts";
import { revokeToken } from "../../oauth/revoke.ts";
import { CommandError } from "../errors/command-error.ts";
import { domainOf, type Pair } from "../pair/pair.ts";

/**
 * Revokes a token that was issued to a client: an access token, or a refresh token with all that came from it.
 *
 * @throws CommandError, TokenError: without secret or token
 */
export async function revoke(pair: Pair, name: string, token: string, send?: typeof fetch): Promise<string> {
  if (token.trim() === "") throw new CommandError("There is no token on standard input.");
  const { clientId, clientSecret, tokenUrl } = pair;
  const authentication = clientSecret === undefined ? { authentication: byNothing() } : { clientSecret };
  const url = new URL("/oauth2/v1/revoke", domainOf(pair)).href;
  await revokeToken({ clientId, tokenUrl, ...authentication, ...(send && { fetch: send }) }, url, token.trim());
  return `The domain takes the token of ${name} no longer. An API that verifies tokens by itself takes an access token until it ends.`;
}
