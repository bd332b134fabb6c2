import * as oauth from "oauth4webapi";
import { ask, type TokenRequest } from "./token-request.ts";

/**
 * Revokes a token of the client: an access token, or a refresh token with all that came from it (RFC 7009). A token that the
 * domain does not know is no error.
 *
 * @param client its `tokenUrl` is used in messages only
 * @throws TokenError without secret or token
 */
export function revokeToken(client: Omit<TokenRequest, "scope">, revocationUrl: string, token: string): Promise<void> {
  return ask({ ...client, tokenUrl: revocationUrl, scope: "" }, async (one, authentication, options) => {
    const server = { issuer: new URL(revocationUrl).origin, revocation_endpoint: revocationUrl };
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, one, authentication, token, options));
  });
}
