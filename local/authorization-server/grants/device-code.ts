import { deviceCodeOf, forgetDeviceCode, isUsable, notePoll } from "../device-code.ts";
import { OAuthError } from "../oauth-error.ts";
import { issueTokens, type TokenResponse } from "../token-issuance.ts";
import type { TokenRequest } from "../token-request.ts";
import { requiredParameter } from "./required-parameter.ts";

/**
 * Tokens for a device whose user has allowed them elsewhere, once.
 *
 * @throws OAuthError `authorization_pending`, `slow_down`, `expired_token`, `access_denied`; `invalid_grant` for a code
 * that is not the client's
 * @see RFC 8628, sections 3.4 and 3.5; identity-domains-api.md 10.3
 */
export async function deviceCode({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  const code = deviceCodeOf(domain, requiredParameter(form, "device_code"));
  if (code === undefined || code.clientId !== client.id) {
    throw new OAuthError("invalid_grant", "The device code is not valid or was used before.");
  }
  if (!isUsable(domain, code)) throw new OAuthError("expired_token", "The device code has expired.");
  if (code.decision === "denied") throw new OAuthError("access_denied", "The user denied the request.");
  if (!notePoll(domain, code)) {
    throw new OAuthError("slow_down", "The device must wait five seconds longer between two requests.");
  }
  if (code.decision === "pending") {
    throw new OAuthError("authorization_pending", "The user has not allowed the request yet.");
  }
  forgetDeviceCode(domain, code);
  const user = domain.directory.byId("User", code.userId ?? "");
  if (user === undefined) throw new OAuthError("invalid_grant", "The user is not active.");
  return issueTokens(domain, { client, user, session: code.session, scope: code.scope, kind: "dc" });
}
