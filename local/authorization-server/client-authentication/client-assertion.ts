import { decodeJwt } from "jose";
import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import type { AssertionReader } from "../assertions/assertion.ts";
import { readJwtAssertion } from "../assertions/jwt-assertion.ts";
import { readSamlAssertion } from "../assertions/saml-assertion.ts";
import { OAuthError } from "../oauth-error.ts";
import type { Form } from "../token-request.ts";

/** How an assertion of each type is read. */
const readers: ReadonlyMap<string, AssertionReader> = new Map([
  ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer", readJwtAssertion],
  ["urn:ietf:params:oauth:client-assertion-type:saml2-bearer", readSamlAssertion],
]);

/** Whether the body states a client assertion, or a part of one. */
export function statesAssertion(form: Form): boolean {
  return form.has("client_assertion") || form.has("client_assertion_type");
}

/** The client ID that a body with an assertion claims: `client_id`, or the `sub` of a JWT. Nothing is proven yet. */
export function claimedClientId(form: Form): string {
  return form.get("client_id") ?? claimedSubject(form.get("client_assertion") ?? "");
}

/**
 * Refuses a client that its assertion does not prove: a JWT or a SAML assertion that it has signed about itself.
 *
 * @throws OAuthError `invalid_client`
 * @see RFC 7521, section 4.2; RFC 7522 and 7523, section 2.2; identity-domains-api.md 10.2
 */
export async function checkClientAssertion(domain: DomainContext, client: Resource, form: Form): Promise<void> {
  const read = readers.get(form.get("client_assertion_type") ?? "");
  const result = await read?.(domain, client, form.get("client_assertion") ?? "");
  if (result === undefined) throw failed(undefined);
  if ("reason" in result) throw failed(result.reason);
  if (result.subject !== textOf(client, "name")) throw failed("The assertion is not about the client.");
}

function claimedSubject(assertion: string): string {
  try {
    return String(decodeJwt(assertion).sub);
  } catch {
    return "";
  }
}

function failed(reason: string | undefined): OAuthError {
  const description = "Client authentication failed.";
  return new OAuthError("invalid_client", reason === undefined ? description : `${description} ${reason}`);
}
