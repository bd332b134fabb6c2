import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/** A token for the client itself, never with a refresh token (RFC 6749, section 4.4; identity-domains-api.md 10.3). */
export function clientCredentials({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  return issueTokens(domain, { client, scope: form.get("scope"), kind: "cc" });
}
