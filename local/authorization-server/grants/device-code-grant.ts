import { requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { deviceCodeOf, forgetDeviceCode, isUsable, notePoll } from "../records/device-codes.ts";
import { issueTokens, type TokenResponse } from "../tokens/issue-tokens.ts";
import type { TokenRequest } from "./token-request.ts";

/** The grant type that a device asks with. */
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * Tokens for a device whose user allowed them in a browser, once.
 *
 * @throws OAuthError `authorization_pending`, `slow_down`, `expired_token`, `access_denied`; `invalid_grant` for a code
 * that is not the client's
 * @see RFC 8628, sections 3.4 and 3.5; identity-domains-api.md 10.3
 */
export async function deviceCode({ domain, client, form }: TokenRequest): Promise<TokenResponse> {
  const code = deviceCodeOf(domain, requiredParameter(form, "device_code"));
  if (code === undefined) throw invalidCode("The domain has no such device code.");
  if (code.clientId !== client.id) throw invalidCode("The device code was issued to another client.");
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
  if (user === undefined)
    throw new OAuthError("invalid_grant", "The user is not active.").because("The user was deleted.");
  return issueTokens(domain, { client, user, session: code.session, scope: code.scope, kind: "dc" });
}

function invalidCode(reason: string): OAuthError {
  return new OAuthError("invalid_grant", "The device code is not valid or was used before.").because(reason);
}
