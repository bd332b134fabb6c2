import { newExecutionContextId } from "../../execution-context.ts";
import { Refusal } from "../../refusal.ts";

/**
 * The error codes of the OAuth endpoints (RFC 6749, 4.1.2.1 and 5.2; RFC 8628, 3.5; RFC 6750, 3.1; OpenID Connect
 * Core, 3.1.2.6; `invalid_redirect_uri` is Oracle's own).
 */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "invalid_redirect_uri"
  | "invalid_token"
  | "request_not_supported"
  | "request_uri_not_supported"
  | "registration_not_supported"
  | "insufficient_scope"
  | "access_denied"
  | "unsupported_response_type"
  | "login_required"
  | "consent_required"
  | "authorization_pending"
  | "slow_down"
  | "expired_token";

/** The HTTP statuses of OAuth refusals. */
export type OAuthStatus = 400 | 401 | 403 | 404 | 405;

const basicChallenge = { "WWW-Authenticate": 'Basic realm="identity domain"' };

/** A refusal of an OAuth endpoint, with its answer. */
export class OAuthError extends Refusal {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;
  /**
   * 401 for a client that failed to authenticate, otherwise 400 (RFC 6749, section 5.2), unless the endpoint sets
   * another.
   */
  readonly status: OAuthStatus;
  /** Headers of the answer: the challenge of a 401 (RFC 9110, section 15.5.2), the verbs of a 405. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OAuthErrorCode,
    description: string,
    headers: Readonly<Record<string, string>> = {},
    status: OAuthStatus = code === "invalid_client" ? 401 : 400,
  ) {
    super(description);
    this.code = code;
    this.headers = { ...(status === 401 ? basicChallenge : {}), ...headers };
    this.status = status;
  }

  /**
   * The answer's body, with Oracle's execution context id: in the description where Oracle has it there, otherwise as a
   * member (identity-domains-api.md 10.3 and 10.9).
   */
  body(): object {
    const ecid = newExecutionContextId();
    if (this.code === "invalid_redirect_uri") {
      return { error: this.code, error_description: `${this.message}. ECID: ${ecid}` };
    }
    return { error: this.code, error_description: this.message, ecid };
  }
}

/** The headers of every answer with a token or an OAuth error (RFC 6749, section 5.1: it must not be stored). */
export const oauthHeaders = {
  "Content-Type": "application/json;charset=UTF-8",
  "Cache-Control": "no-store",
  Pragma: "no-cache",
} as const;
