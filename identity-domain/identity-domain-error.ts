/**
 * What went wrong with a request to an identity domain.
 *
 * Nothing was sent:
 * - `AUTHENTICATION_SETTINGS`: settings of the authentication are missing or unusable.
 * - `CLIENT_SETTINGS`: another setting has a value that it cannot have.
 * - `CREDENTIALS_UNAVAILABLE`: the service that vouches for this machine, pod or function gave no token.
 * - `ENDPOINT`: the identity domain's URL is not one, or not one for these credentials.
 * - `UNREACHABLE`: no connection.
 *
 * The credentials were refused:
 * - `KEY_MISMATCH`: the fingerprint of the settings is not that of the key.
 * - `UNKNOWN_KEY`: the domain does not know the key, or not as one of this user.
 * - `TOKEN_EXPIRED`: the token that vouches for the key has expired.
 * - `CLOCK_SKEWED`: this machine's clock differs too much from the domain's.
 * - `ADMIN_CLIENT_REFUSED`: the domain gave the admin client no token.
 * - `UNAUTHORIZED`: 401 for none of these reasons.
 * - `FORBIDDEN`: the credentials are good and lack the right; 403, and 401 where that is the reason.
 *
 * The request was answered:
 * - `NOT_FOUND` (404), `CONFLICT` (409), `RATE_LIMITED` (429).
 * - `REFUSED`: any other 4xx.
 * - `SERVER_FAILED`: 5xx.
 * - `UNEXPECTED_ANSWER`: an answer that is none of the admin API.
 *
 * Nobody knows:
 * - `ANSWER_LOST`: the request was sent and its answer never came; it may or may not have been done.
 * - `CANCELLED`: the signal ended it; `details.mayHaveBeenDone` says whether it may have been done.
 */
export type IdentityDomainErrorCode =
  | "AUTHENTICATION_SETTINGS"
  | "CLIENT_SETTINGS"
  | "CREDENTIALS_UNAVAILABLE"
  | "ENDPOINT"
  | "UNREACHABLE"
  | "KEY_MISMATCH"
  | "UNKNOWN_KEY"
  | "TOKEN_EXPIRED"
  | "CLOCK_SKEWED"
  | "ADMIN_CLIENT_REFUSED"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "REFUSED"
  | "SERVER_FAILED"
  | "UNEXPECTED_ANSWER"
  | "ANSWER_LOST"
  | "CANCELLED";

/** What is known of a failed request. Nothing of it is secret. */
export interface IdentityDomainErrorDetails {
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  /** The server's own sentence. */
  readonly detail?: string;
  /** The server's id of that sentence, as `error.common.validation.missingReqAttributes`. */
  readonly messageId?: string;
  /** The id under which the server logged the request. */
  readonly opcRequestId?: string;
  /** Of a cancelled request: whether the domain may have done it. */
  readonly mayHaveBeenDone?: boolean;
}

/**
 * A request to an identity domain that did not succeed.
 *
 * It holds no header, token, secret or body of the request, and no error of the HTTP library, which would.
 */
export class IdentityDomainError extends Error {
  override readonly name = "IdentityDomainError" as const;
  readonly code: IdentityDomainErrorCode;
  readonly details: IdentityDomainErrorDetails;

  constructor(code: IdentityDomainErrorCode, message: string, details: IdentityDomainErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Whether an error says that the identity domain holds no such resource. */
export function isNotFound(error: unknown): boolean {
  return error instanceof IdentityDomainError && error.code === "NOT_FOUND";
}
