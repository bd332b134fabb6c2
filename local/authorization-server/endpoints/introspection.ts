import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import { listOf, type Resource, textOf } from "../../scim/json.ts";
import { authenticateClient } from "../client-authentication/authenticate-client.ts";
import { isPublicClient } from "../clients/public-client.ts";
import { readForm } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { familyOf } from "../records/refresh-tokens.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/**
 * Reports the state of an access or refresh token: its claims, or `active: false` and nothing else for a token
 * that is not this domain's, has expired, was revoked or replaced, or whose client or user is inactive or deleted.
 *
 * @throws OAuthError `invalid_request` without a token, `unauthorized_client` for a client without the allowed
 * operation `introspect`, and for any public client
 * @see RFC 7662, section 2; identity-domains-api.md 10.1
 */
export async function introspectToken(
  domain: DomainContext,
  headers: Headers,
  body: string,
  connection: Connection,
): Promise<object> {
  const form = readForm(headers.get("content-type"), body);
  const client = await authenticateClient(domain, headers.get("authorization"), form, connection);
  refuseWithoutOperation(client);
  const token = form.get("token");
  if (token === undefined) throw new OAuthError("invalid_request", "The parameter token is missing.");
  return (await accessTokenNow(domain, token)) ?? refreshTokenNow(domain, token) ?? { active: false };
}

function refuseWithoutOperation(client: Resource): void {
  if (!isPublicClient(client) && listOf(client.allowedOperations).includes("introspect")) return;
  throw new OAuthError("unauthorized_client", "The client is not allowed the operation introspect.");
}

async function accessTokenNow(domain: DomainContext, token: string): Promise<object | undefined> {
  const { claims } = await verifyAccessToken(domain, token, undefined);
  if (claims === undefined) return undefined;
  const { scope, client_id, client_guid, user_id, sub, sub_type, aud, iss, jti, iat, exp } = claims;
  const isUser = sub_type === "user";
  if (!areActive(domain, String(client_guid), isUser ? String(user_id) : undefined)) return undefined;
  const username = isUser ? { username: sub } : {};
  return { active: true, token_type: "Bearer", scope, client_id, ...username, sub, aud, iss, jti, iat, exp };
}

/** Only the current token of its family is active; its scopes are those that it may be exchanged for. */
function refreshTokenNow(domain: DomainContext, token: string): object | undefined {
  const found = familyOf(domain, token);
  if (found?.current !== true) return undefined;
  const { clientId, userId, scope, expiresAt } = found.family;
  if (!areActive(domain, clientId, userId)) return undefined;
  const username = textOf(domain.directory.byId("User", userId), "userName");
  const client_id = textOf(domain.directory.byId("App", clientId), "name");
  return { active: true, scope, client_id, username, sub: username, iss: domain.settings.issuer, exp: expiresAt };
}

function areActive({ directory }: DomainContext, clientId: string, userId: string | undefined): boolean {
  if (directory.byId("App", clientId)?.active !== true) return false;
  return userId === undefined || directory.byId("User", userId)?.active === true;
}
