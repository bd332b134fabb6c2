import { provesCertificate } from "../client-authentication/mutual-tls.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * A token for the client itself, never with a refresh token, because it showed one of its certificates in the TLS
 * handshake (identity-domains-api.md 10.3).
 *
 * @throws OAuthError `invalid_client` for a client that showed none, even if it authenticated in another way
 */
export async function tlsClientAuth({ domain, client, form, connection }: TokenRequest): Promise<TokenResponse> {
  if (!provesCertificate(domain, client, connection)) {
    throw new OAuthError(
      "invalid_client",
      "The grant type tls_client_auth needs a certificate of the client in the TLS handshake.",
    );
  }
  return issueTokens(domain, { client, scope: form.get("scope"), kind: "tls" });
}
