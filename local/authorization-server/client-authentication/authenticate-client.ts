import type { Wire } from "../../admin-api/wire.ts";
import type { DomainContext } from "../../domain-context.ts";
import { displayOf } from "../../resources/references.ts";
import type { Resource } from "../../scim/json.ts";
import { OAuthError } from "../oauth-error.ts";
import type { Form } from "../token-request.ts";
import { basicCredentials, basicFailed } from "./basic.ts";
import { checkClientAssertion, claimedClientId, statesAssertion } from "./client-assertion.ts";
import { hasSecret } from "./client-secret.ts";
import { provesCertificate } from "./mutual-tls.ts";
import { isPublicClient } from "./public-client.ts";

/**
 * Finds the active client of a request to an OAuth endpoint: by HTTP Basic, by `client_id` and `client_secret` in the
 * body, by a client assertion, by `client_id` and the certificate of the TLS handshake, or, for a public client, by
 * `client_id` alone. Never by two of them at once; a certificate counts only when nothing else is stated.
 *
 * @throws OAuthError `invalid_request` for two methods at once, `invalid_client` for anything but proof of a known
 * client, the error that the settings choose for an inactive one
 * @see RFC 6749, sections 2.3 and 3.2.1; identity-domains-api.md 10.2
 */
export async function authenticateClient(
  domain: DomainContext,
  authorization: string | null,
  form: Form,
  wire: Wire,
): Promise<Resource> {
  refuseTwoMethods(authorization, form);
  const client = await provenClient(domain, authorization, form, wire);
  if (client.active !== true) throw new OAuthError(domain.settings.inactiveClientError, "The client is not active.");
  wire.caller = displayOf(client);
  return client;
}

function refuseTwoMethods(authorization: string | null, form: Form): void {
  const stated = [authorization !== null, form.has("client_secret"), statesAssertion(form)];
  if (stated.filter(Boolean).length < 2) return;
  throw new OAuthError("invalid_request", "The client authenticates in two ways at once.");
}

function provenClient(
  domain: DomainContext,
  authorization: string | null,
  form: Form,
  wire: Wire,
): Resource | Promise<Resource> {
  if (authorization !== null) return clientOfHeader(domain, authorization, form);
  return statesAssertion(form) ? clientOfAssertion(domain, form) : clientOfBody(domain, form, wire);
}

function clientOfHeader(domain: DomainContext, authorization: string, form: Form): Resource {
  const { id, secret } = basicCredentials(authorization);
  if (form.has("client_id") && form.get("client_id") !== id) {
    throw new OAuthError("invalid_request", "The client_id of the body is not that of the Authorization header.");
  }
  const client = clientNamed(domain, id);
  if (client === undefined || isPublicClient(client) || !hasSecret(client, secret)) throw basicFailed();
  return client;
}

async function clientOfAssertion(domain: DomainContext, form: Form): Promise<Resource> {
  const client = clientNamed(domain, claimedClientId(form));
  if (client === undefined || isPublicClient(client)) throw authenticationFailed();
  await checkClientAssertion(domain, client, form);
  return client;
}

function clientOfBody(domain: DomainContext, form: Form, wire: Wire): Resource {
  const client = clientNamed(domain, form.get("client_id") ?? "");
  if (client === undefined || !isProven(domain, client, form, wire)) throw authenticationFailed();
  return client;
}

function isProven(domain: DomainContext, client: Resource, form: Form, wire: Wire): boolean {
  const secret = form.get("client_secret");
  if (isPublicClient(client)) return secret === undefined;
  return secret === undefined ? provesCertificate(domain, client, wire) : hasSecret(client, secret);
}

function authenticationFailed(): OAuthError {
  return new OAuthError("invalid_client", "Client authentication failed.");
}

function clientNamed({ directory }: DomainContext, id: string): Resource | undefined {
  return directory.matching("App", "name", id).find((app) => app.name === id && app.isOAuthClient === true);
}
