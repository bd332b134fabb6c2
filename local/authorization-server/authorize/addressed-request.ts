import type { DomainContext } from "../../domain-context.ts";
import { listOf, textOf } from "../../scim/json.ts";
import { activeClient } from "../clients/active-client.ts";
import type { Form } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { type AddressedRequest, responseMode } from "./authorization-request.ts";

/**
 * Finds out where an authorization request may be answered.
 *
 * @throws OAuthError `invalid_request` for an unknown or inactive client, `invalid_redirect_uri` for a redirect that is
 * not exactly a registered one: it must be shown to the user, never sent to that address
 * @see RFC 6749, section 4.1.2.1; RFC 9700, section 2.1; identity-domains-api.md 10.3
 */
export function addressedRequest(domain: DomainContext, parameters: Form): AddressedRequest {
  const client = activeClient(domain, parameters.get("client_id"));
  if (client === undefined) throw new OAuthError("invalid_request", "The app that sent you here is not known.");
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri === undefined) throw new OAuthError("invalid_request", "The app did not say where to return to.");
  if (!listOf(client.redirectUris).includes(redirectUri)) {
    const name = textOf(client, "name");
    throw new OAuthError("invalid_redirect_uri", `Client ${name} requested an invalid redirect URL: ${redirectUri}`);
  }
  return { client, redirectUri, state: parameters.get("state"), mode: responseMode(parameters) };
}
