import { decodeJwt } from "jose";
import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { type AssertionReader, type AssertionRefusal, refusedClaim, unproven } from "../assertions/assertion.ts";
import { readJwtAssertion } from "../assertions/jwt-assertion.ts";
import { readSamlAssertion } from "../assertions/saml-assertion.ts";
import type { Form } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/** How an assertion of each type is read. */
const readers: ReadonlyMap<string, AssertionReader> = new Map([
  ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer", readJwtAssertion],
  ["urn:ietf:params:oauth:client-assertion-type:saml2-bearer", readSamlAssertion],
]);

/** Whether the body contains a client assertion, or a part of one. */
export function statesAssertion(form: Form): boolean {
  return form.has("client_assertion") || form.has("client_assertion_type");
}

/** The client ID that a body with an assertion claims: `client_id`, or the `sub` of a JWT. It is not verified yet. */
export function claimedClientId(form: Form): string {
  return form.get("client_id") ?? claimedSubject(form.get("client_assertion") ?? "");
}

/**
 * Refuses a client unless its assertion, a JWT or a SAML assertion, is signed by the client and about the client.
 *
 * @throws OAuthError `invalid_client`
 * @see RFC 7521, section 4.2; RFC 7522 and 7523, section 2.2; identity-domains-api.md 10.2
 */
export async function checkClientAssertion(domain: DomainContext, client: Resource, form: Form): Promise<void> {
  const read = readers.get(form.get("client_assertion_type") ?? "");
  const result = await read?.(domain, client, form.get("client_assertion") ?? "");
  if (result === undefined) throw failed(unproven("The client_assertion_type is missing or not supported."));
  if ("reason" in result) throw failed(result);
  if (result.subject !== textOf(client, "name")) throw failed(refusedClaim("The assertion is not about the client."));
}

function claimedSubject(assertion: string): string {
  try {
    return String(decodeJwt(assertion).sub);
  } catch {
    return "";
  }
}

function failed({ sentence, reason }: AssertionRefusal): OAuthError {
  const description = "Client authentication failed.";
  return new OAuthError("invalid_client", sentence === undefined ? description : `${description} ${sentence}`).because(
    reason,
  );
}
