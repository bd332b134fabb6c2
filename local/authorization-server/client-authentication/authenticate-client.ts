import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import { displayOf } from "../../resources/references.ts";
import type { Resource } from "../../scim/json.ts";
import { isPublicClient } from "../clients/public-client.ts";
import type { Form } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { basicCredentials, basicFailed } from "./basic.ts";
import { checkClientAssertion, claimedClientId, statesAssertion } from "./client-assertion.ts";
import { hasSecret } from "./client-secret.ts";
import { provesCertificate } from "./mutual-tls.ts";

/**
 * Finds the active client of a request to an OAuth endpoint: by HTTP Basic, by `client_id` and `client_secret` in the
 * body, by a client assertion, by `client_id` and the certificate of the TLS handshake, or, for a public client, by
 * `client_id` alone. Never by two of them at once; a certificate counts only if nothing else is stated.
 *
 * @throws OAuthError `invalid_request` for two methods at once, `invalid_client` for anything but proof of a known
 * client, the error that the settings choose for an inactive one
 * @see RFC 6749, sections 2.3 and 3.2.1; identity-domains-api.md 10.2
 */
export async function authenticateClient(
  domain: DomainContext,
  authorization: string | null,
  form: Form,
  connection: Connection,
): Promise<Resource> {
  refuseTwoMethods(authorization, form);
  const client = await provenClient(domain, authorization, form, connection);
  if (client.active !== true) throw new OAuthError(domain.settings.inactiveClientError, "The client is not active.");
  connection.caller = displayOf(client);
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
  connection: Connection,
): Resource | Promise<Resource> {
  if (authorization !== null) return clientOfHeader(domain, authorization, form);
  return statesAssertion(form) ? clientOfAssertion(domain, form) : clientOfBody(domain, form, connection);
}

function clientOfHeader(domain: DomainContext, authorization: string, form: Form): Resource {
  const { id, secret } = basicCredentials(authorization);
  if (form.has("client_id") && form.get("client_id") !== id) {
    throw new OAuthError("invalid_request", "The client_id of the body is not that of the Authorization header.");
  }
  const client = clientNamed(domain, id);
  if (client === undefined) throw basicFailed().because(unknownClient);
  if (isPublicClient(client)) throw basicFailed().because(publicClient);
  if (!hasSecret(client, secret)) throw basicFailed().because(wrongSecret);
  return client;
}

async function clientOfAssertion(domain: DomainContext, form: Form): Promise<Resource> {
  const client = clientNamed(domain, claimedClientId(form));
  if (client === undefined) throw authenticationFailed(unknownClient);
  if (isPublicClient(client)) throw authenticationFailed(publicClient);
  await checkClientAssertion(domain, client, form);
  return client;
}

function clientOfBody(domain: DomainContext, form: Form, connection: Connection): Resource {
  const client = clientNamed(domain, form.get("client_id") ?? "");
  if (client === undefined) throw authenticationFailed(unknownClient);
  const secret = form.get("client_secret");
  if (isPublicClient(client)) {
    if (secret !== undefined) throw authenticationFailed(publicClient);
  } else if (secret === undefined) {
    if (!provesCertificate(domain, client, connection))
      throw authenticationFailed("It names a confidential client and proves nothing.");
  } else if (!hasSecret(client, secret)) {
    throw authenticationFailed(wrongSecret);
  }
  return client;
}

const unknownClient = "There is no OAuth client of that ID.";
const publicClient = "A public client has nothing to prove itself by.";
const wrongSecret = "The client secret is wrong.";

function authenticationFailed(reason: string): OAuthError {
  return new OAuthError("invalid_client", "Client authentication failed.").because(reason);
}

function clientNamed({ directory }: DomainContext, id: string): Resource | undefined {
  return directory.matching("App", "name", id).find((app) => app.name === id && app.isOAuthClient === true);
}
