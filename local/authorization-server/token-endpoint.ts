import type { Wire } from "../admin-api/wire.ts";
import type { DomainContext } from "../domain-context.ts";
import { grantTypes } from "../schemas/app-attributes.ts";
import { listOf, type Resource } from "../scim/json.ts";
import { authenticateClient } from "./client-authentication/authenticate-client.ts";
import { isPublicClient } from "./client-authentication/public-client.ts";
import { deviceGrant } from "./device-endpoint.ts";
import { authorizationCode } from "./grants/authorization-code.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import { deviceCode } from "./grants/device-code.ts";
import { jwtBearer } from "./grants/jwt-bearer.ts";
import { password } from "./grants/password.ts";
import { refreshToken } from "./grants/refresh-token.ts";
import { saml2Bearer } from "./grants/saml2-bearer.ts";
import { tlsClientAuth } from "./grants/tls-client-auth.ts";
import { refuseForeignAddress } from "./network-perimeters.ts";
import { OAuthError } from "./oauth-error.ts";
import type { TokenResponse } from "./token-issuance.ts";
import { type Form, type GrantHandler, readForm } from "./token-request.ts";

/** The grant types that can be used here; a further one is a further entry. */
const handlers: ReadonlyMap<string, GrantHandler> = new Map([
  ["client_credentials", clientCredentials],
  ["password", password],
  ["authorization_code", authorizationCode],
  ["refresh_token", refreshToken],
  [deviceGrant, deviceCode],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", jwtBearer],
  ["urn:ietf:params:oauth:grant-type:saml2-bearer", saml2Bearer],
  ["tls_client_auth", tlsClientAuth],
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
  wire: Wire,
): Promise<TokenResponse> {
  const form = readForm(headers.get("content-type"), body);
  const client = await authenticateClient(domain, headers.get("authorization"), form, wire);
  refuseForeignAddress(domain, client, headers, wire);
  const grantType = requiredGrantType(form);
  refuseUnknownGrantType(grantType);
  refuseDisallowedGrantType(client, grantType);
  return handlerOf(grantType)({ domain, client, form, wire });
}

function requiredGrantType(form: Form): string {
  const grantType = form.get("grant_type");
  if (grantType === undefined) throw new OAuthError("invalid_request", "The parameter grant_type is missing.");
  return grantType;
}

function refuseUnknownGrantType(grantType: string): void {
  if (grantTypes.some((known) => known === grantType)) return;
  throw new OAuthError("unsupported_grant_type", `The grant type ${grantType} is not known.`);
}

/** A public client proves nothing about itself, so it gets no token for itself (RFC 6749, section 4.4). */
function refuseDisallowedGrantType(client: Resource, grantType: string): void {
  const forItself = grantType === "client_credentials" && isPublicClient(client);
  if (!forItself && listOf(client.allowedGrants).includes(grantType)) return;
  throw new OAuthError("unauthorized_client", `The client is not allowed the grant type ${grantType}.`);
}

function handlerOf(grantType: string): GrantHandler {
  const handler = handlers.get(grantType);
  if (handler !== undefined) return handler;
  throw new OAuthError("unsupported_grant_type", `The local identity domain does not support ${grantType}.`);
}
