import { TokenError } from "./token-error.ts";
import { requestToken, type TokenRequest } from "./token-request.ts";

/** The errors of a token endpoint that has authenticated the client (RFC 6749 section 5.2). */
const afterAuthentication: readonly (string | undefined)[] = ["invalid_grant", "unauthorized_client"];

/**
 * Proves that the token endpoint accepts a client's ID and secret, without a token: it exchanges a code that does not
 * exist. An endpoint that answers `invalid_grant`, or that the client may not use codes, has authenticated the client
 * before; otherwise it answers `invalid_client`.
 *
 * @throws TokenError if the client was not authenticated, or if the answer does not show it
 */
export async function proveAuthentication(credentials: Omit<TokenRequest, "scope">): Promise<void> {
  try {
    await requestToken({ ...credentials, scope: "" }, "authorization_code", {
      code: "no-code-only-a-proof-of-the-client-secret",
      redirect_uri: new URL("/", credentials.tokenUrl).href,
    });
  } catch (error) {
    if (error instanceof TokenError && afterAuthentication.includes(error.error)) return;
    throw error;
  }
}
