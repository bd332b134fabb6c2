import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import { grantTypes, tokenExchange } from "../../schemas/app-attributes.ts";
import { listOf, type Resource } from "../../scim/json.ts";
import { authenticateClient } from "../client-authentication/authenticate-client.ts";
import { refuseForeignAddress } from "../clients/network-perimeters.ts";
import { isPublicClient } from "../clients/public-client.ts";
import { authorizationCode } from "../grants/authorization-code-grant.ts";
import { clientCredentials } from "../grants/client-credentials-grant.ts";
import { deviceCode, deviceGrant } from "../grants/device-code-grant.ts";
import { jwtBearer } from "../grants/jwt-bearer-grant.ts";
import { password } from "../grants/password-grant.ts";
import { refreshToken } from "../grants/refresh-token-grant.ts";
import { saml2Bearer } from "../grants/saml2-bearer-grant.ts";
import { tlsClientAuth } from "../grants/tls-client-auth-grant.ts";
import { exchangeToken } from "../grants/token-exchange-grant.ts";
import type { GrantHandler, TokenAnswer } from "../grants/token-request.ts";
import { type Form, readForm } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/** The supported grant types; to add one, add an entry. */
const handlers: ReadonlyMap<string, GrantHandler> = new Map([
  ["client_credentials", clientCredentials],
  ["password", password],
  ["authorization_code", authorizationCode],
  ["refresh_token", refreshToken],
  [deviceGrant, deviceCode],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", jwtBearer],
  ["urn:ietf:params:oauth:grant-type:saml2-bearer", saml2Bearer],
  ["tls_client_auth", tlsClientAuth],
  [tokenExchange, exchangeToken],
]);

/**
 * Answers a token request: a list of refusals, then the grant's own handler.
 *
 * @throws OAuthError the first refusal
 * @see RFC 6749, sections 4 and 5
 */
export async function answerTokenRequest(
  domain: DomainContext,
  headers: Headers,
  body: string,
  connection: Connection,
): Promise<TokenAnswer> {
  const form = readForm(headers.get("content-type"), body);
  const client = await authenticateClient(domain, headers.get("authorization"), form, connection);
  refuseForeignAddress(domain, client, headers, connection);
  const grantType = requiredGrantType(form);
  const handle = handlerOf(grantType);
  refuseDisallowedGrantType(client, grantType);
  return handle({ domain, client, form, connection });
}

function requiredGrantType(form: Form): string {
  const grantType = form.get("grant_type");
  if (grantType === undefined) throw new OAuthError("invalid_request", "The parameter grant_type is missing.");
  return grantType;
}

/** A public client cannot prove its identity, so it gets no token for itself (RFC 6749, section 4.4). */
function refuseDisallowedGrantType(client: Resource, grantType: string): void {
  // A trust names the clients that may exchange tokens; `allowedGrants` has no value for it.
  if (grantType === tokenExchange) return;
  const forItself = grantType === "client_credentials" && isPublicClient(client);
  if (!forItself && listOf(client.allowedGrants).includes(grantType)) return;
  throw new OAuthError("unauthorized_client", `The client is not allowed the grant type ${grantType}.`);
}

function handlerOf(grantType: string): GrantHandler {
  const handler = handlers.get(grantType);
  if (handler !== undefined) return handler;
  const known = grantTypes.some((one) => one === grantType);
  const sentence = known
    ? `The local identity domain does not support ${grantType}.`
    : `The grant type ${grantType} is not known.`;
  throw new OAuthError("unsupported_grant_type", sentence);
}
