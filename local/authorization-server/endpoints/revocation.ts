import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import { authenticateClient } from "../client-authentication/authenticate-client.ts";
import { readForm } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { familyOf, revokeFamily } from "../records/refresh-tokens.ts";
import { rememberRevoked } from "../records/revoked-tokens.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/**
 * Revokes a token of the client that asks: an access token alone, or a refresh token with all that came from the same
 * authorization. A token that is not, or no longer, valid is not an error. `token_type_hint` is
 * ignored.
 *
 * @throws OAuthError `invalid_request` without a token, `invalid_grant` for a token of another client
 * @see RFC 7009, section 2
 */
export async function revokeToken(
  domain: DomainContext,
  headers: Headers,
  body: string,
  connection: Connection,
): Promise<void> {
  const form = readForm(headers.get("content-type"), body);
  const client = await authenticateClient(domain, headers.get("authorization"), form, connection);
  const token = form.get("token");
  if (token === undefined) throw new OAuthError("invalid_request", "The parameter token is missing.");
  const { claims } = await verifyAccessToken(domain, token, undefined);
  const family = familyOf(domain, token)?.family;
  refuseTokenOfAnother(client, claims?.client_guid ?? family?.clientId);
  if (claims !== undefined) rememberRevoked(domain, claims);
  if (family !== undefined) revokeFamily(domain, family);
}

function refuseTokenOfAnother(client: Resource, owner: unknown): void {
  if (owner === undefined || owner === client.id) return;
  throw new OAuthError("invalid_grant", "The token was issued to another client.");
}
