import type { OAuthError } from "../protocol/oauth-error.ts";
import type { AddressedRequest } from "./authorization-request.ts";

/** The address that brings an answer to the client: its parameters in the query, or in the fragment. */
export function answerAt(
  { redirectUri, mode, state }: AddressedRequest,
  answer: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state === undefined ? {} : { state }) }).toString();
  if (mode === "fragment") return `${redirectUri}#${parameters}`;
  return redirectUri + (redirectUri.includes("?") ? "&" : "?") + parameters;
}

/** The address that brings a refusal to the client (RFC 6749, section 4.1.2.1). */
export function refusalAt(request: AddressedRequest, { code, message }: OAuthError): string {
  return answerAt(request, { error: code, error_description: message });
}
