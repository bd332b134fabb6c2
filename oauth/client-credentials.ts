import { requestToken, type TokenRequest } from "./token-request.ts";

/** What a client needs to request a token in its own name. */
export type ClientCredentials = TokenRequest;

/** An access token and its lifetime. */
export interface AccessToken {
  readonly accessToken: string;
  /** Lifetime in seconds, if the response has it. */
  readonly expiresIn: number | undefined;
}

/**
 * Gets an access token in the client's own name (grant type `client_credentials`, client authentication by Basic).
 *
 * @throws TokenError
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export async function requestClientToken(credentials: ClientCredentials): Promise<AccessToken> {
  const { access_token, expires_in } = await requestToken(credentials, "client_credentials", {
    scope: credentials.scope,
  });
  return { accessToken: access_token, expiresIn: expires_in };
}
