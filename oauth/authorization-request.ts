import * as oauth from "oauth4webapi";
import { oneLine } from "../wording/one-line.ts";
import type { Tokens } from "./grants.ts";
import { TokenError } from "./token-error.ts";

/** What a sign-in begins with. */
export interface AuthorizationClient {
  readonly authorizationUrl: string;
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly scope: string;
  readonly state: string;
}

/** An authorization request, and what belongs to its answer. */
export interface AuthorizationRequest {
  /** Where the browser goes. */
  readonly url: string;
  readonly redirectUrl: string;
  readonly state: string;
}

/** The same for a code, with PKCE (RFC 6749 section 4.1.1, RFC 7636). */
export interface CodeRequest extends AuthorizationRequest {
  readonly codeVerifier: string;
}

/** A new state: it shows which answer belongs to a request (RFC 6749 section 10.12). */
export const newState = oauth.generateRandomState;

/** Begins a sign-in for a code: the address for the browser, with a new code verifier (`S256`). */
export async function beginAuthorization(client: AuthorizationClient): Promise<CodeRequest> {
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const code_challenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
  const request = requestOf(client, { response_type: "code", code_challenge, code_challenge_method: "S256" });
  return { ...request, codeVerifier };
}

/** Begins a sign-in whose answer is the token itself, in the fragment of the redirect URL (RFC 6749 section 4.2.1). */
export function beginImplicit(client: AuthorizationClient): AuthorizationRequest {
  return requestOf(client, { response_type: "token" });
}

function requestOf(client: AuthorizationClient, more: Readonly<Record<string, string>>): AuthorizationRequest {
  const { authorizationUrl, clientId, redirectUrl, scope, state } = client;
  const url = new URL(authorizationUrl);
  const parameters = { ...more, client_id: clientId, redirect_uri: redirectUrl, scope, state };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, redirectUrl, state };
}

/**
 * The code in the address that the browser was sent back to.
 *
 * @throws TokenError if the domain refused, or if it is not the answer to this request
 */
export function codeOf(request: CodeRequest, address: URL): string {
  return memberOf(answerTo(request, address.searchParams), "code");
}

/**
 * The token in the fragment of the address that the browser was sent back to.
 *
 * @throws TokenError if the domain refused, or if it is not the answer to this request
 */
export function tokensIn(request: AuthorizationRequest, address: URL): Tokens {
  const answer = answerTo(request, new URLSearchParams(address.hash.slice(1)));
  const seconds = answer.get("expires_in");
  return {
    accessToken: memberOf(answer, "access_token"),
    expiresIn: seconds === null ? undefined : Number(seconds),
    refreshToken: undefined,
    scope: answer.get("scope") ?? undefined,
  };
}

function memberOf(answer: URLSearchParams, name: string): string {
  const value = answer.get(name);
  if (value === null) throw notTheAnswer();
  return value;
}

function answerTo(request: AuthorizationRequest, parameters: URLSearchParams): URLSearchParams {
  const { origin, searchParams } = new URL(request.url);
  const client = { client_id: searchParams.get("client_id") ?? "" };
  try {
    return oauth.validateAuthResponse({ issuer: origin }, client, parameters, request.state);
  } catch (error) {
    if (!(error instanceof oauth.AuthorizationResponseError)) throw notTheAnswer();
    const said = [error.error, error.error_description ?? ""].map((text) => oneLine(text, 400)).filter(Boolean);
    throw new TokenError("REFUSED", `The sign-in was refused: ${said.join(": ")}.`, error.error);
  }
}

function notTheAnswer(): TokenError {
  return new TokenError(
    "INVALID_RESPONSE",
    "The address is not the answer to this sign-in: it has no code or token, or another `state`. Begin again.",
  );
}
