import type { DomainContext } from "../domain-context.ts";
import { grantTypes } from "../schemas/app-attributes.ts";
import { listOf, type Resource } from "../scim/json.ts";
import { issueClientToken } from "./access-token.ts";
import { authenticateClient } from "./client-authentication.ts";
import { OAuthError } from "./oauth-error.ts";
import { decideScopes } from "./scopes.ts";
import { readForm } from "./token-request.ts";

/** The body of a successful token answer; Oracle's has no `scope` member. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
}

type GrantHandler = (
  domain: DomainContext,
  client: Resource,
  form: ReadonlyMap<string, string>,
) => Promise<TokenResponse>;

/** The grant types that can be used here; a further one is a further entry. */
const handlers: ReadonlyMap<string, GrantHandler> = new Map([["client_credentials", clientCredentials]]);

/**
 * Answers a token request: a list of refusals, then the grant's own handler.
 *
 * @throws OAuthError the first refusal
 * @see RFC 6749, sections 4.4 and 5
 */
export async function answerTokenRequest(
  domain: DomainContext,
  headers: Headers,
  body: string,
): Promise<TokenResponse> {
  const form = readForm(headers.get("content-type"), body);
  const client = authenticateClient(domain, headers.get("authorization"), form);
  refuseInactive(domain, client);
  const grantType = requiredGrantType(form);
  refuseUnknownGrantType(grantType);
  refuseDisallowedGrantType(client, grantType);
  return handlerOf(grantType)(domain, client, form);
}

async function clientCredentials(
  domain: DomainContext,
  client: Resource,
  form: ReadonlyMap<string, string>,
): Promise<TokenResponse> {
  const { token, expiresIn } = await issueClientToken(domain, client, decideScopes(domain, client, form.get("scope")));
  return { access_token: token, token_type: "Bearer", expires_in: expiresIn };
}

function refuseInactive({ settings }: DomainContext, client: Resource): void {
  if (client.active === true) return;
  throw new OAuthError(settings.inactiveClientError, "The client is not active.");
}

function requiredGrantType(form: ReadonlyMap<string, string>): string {
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
  throw new OAuthError("unsupported_grant_type", `The local identity domain does not support ${grantType} yet.`);
}
