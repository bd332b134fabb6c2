import * as oauth from "oauth4webapi";
import { oneLine } from "../wording/one-line.ts";
import { TokenError } from "./token-error.ts";

/** An authorization request with PKCE (RFC 6749 section 4.1.1, RFC 7636), and what belongs to its answer. */
export interface AuthorizationRequest {
  /** Where the browser goes. */
  readonly url: string;
  readonly redirectUrl: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** A new state: it shows which answer belongs to a request (RFC 6749 section 10.12). */
export const newState = oauth.generateRandomState;

/** Begins a sign-in: the address for the browser, with the state and a new code verifier (`S256`). */
export async function beginAuthorization(client: {
  readonly authorizationUrl: string;
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly scope: string;
  readonly state: string;
}): Promise<AuthorizationRequest> {
  const { state } = client;
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const url = new URL(client.authorizationUrl);
  const parameters = {
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: client.redirectUrl,
    scope: client.scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, redirectUrl: client.redirectUrl, state, codeVerifier };
}

/**
 * The code in the address that the browser was sent back to.
 *
 * @throws TokenError if the domain refused, or if it is not the answer to this request
 */
export function codeOf(request: AuthorizationRequest, address: URL): string {
  const { origin, searchParams } = new URL(request.url);
  const client = { client_id: searchParams.get("client_id") ?? "" };
  try {
    const answer = oauth.validateAuthResponse({ issuer: origin }, client, address, request.state);
    const code = answer.get("code");
    if (code !== null) return code;
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      const said = [error.error, error.error_description ?? ""].map((text) => oneLine(text, 400)).filter(Boolean);
      throw new TokenError("REFUSED", `The sign-in was refused: ${said.join(": ")}.`, error.error);
    }
  }
  throw new TokenError(
    "INVALID_RESPONSE",
    "The address is not the answer to this sign-in: it has no code, or another `state`. Begin again.",
  );
}
