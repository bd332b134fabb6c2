import type { Wire } from "../admin-api/wire.ts";
import type { DomainContext } from "../domain-context.ts";
import { grantTypes } from "../schemas/app-attributes.ts";
import { listOf, type Resource } from "../scim/json.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import { OAuthError } from "./oauth-error.ts";
import type { TokenResponse } from "./token-issuance.ts";
import { type Form, type GrantHandler, readForm } from "./token-request.ts";

/** The grant types that can be used here; a further one is a further entry. */
const handlers: ReadonlyMap<string, GrantHandler> = new Map([["client_credentials", clientCredentials]]);

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
  const client = authenticateClient(domain, headers.get("authorization"), form);
  refuseInactive(domain, client);
  const grantType = requiredGrantType(form);
  refuseUnknownGrantType(grantType);
  refuseDisallowedGrantType(client, grantType);
  return handlerOf(grantType)({ domain, client, form, wire });
}

function refuseInactive({ settings }: DomainContext, client: Resource): void {
  if (client.active === true) return;
  throw new OAuthError(settings.inactiveClientError, "The client is not active.");
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

function refuseDisallowedGrantType(client: Resource, grantType: string): void {
  if (listOf(client.allowedGrants).includes(grantType)) return;
  throw new OAuthError("unauthorized_client", `The client is not allowed the grant type ${grantType}.`);
}

function handlerOf(grantType: string): GrantHandler {
  const handler = handlers.get(grantType);
  if (handler !== undefined) return handler;
  throw new OAuthError("unsupported_grant_type", `The local identity domain does not support ${grantType}.`);
}
