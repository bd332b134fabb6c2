/**
 * What went wrong with a request to an identity domain.
 *
 * Nothing was sent:
 * - `AUTHENTICATION_SETTINGS`: authentication settings are missing or unusable.
 * - `CLIENT_SETTINGS`: another setting has an invalid value.
 * - `CREDENTIALS_UNAVAILABLE`: the service that issues tokens to this machine, pod or function gave none.
 * - `ENDPOINT`: the identity domain's URL is invalid, or not suitable for these credentials.
 * - `UNREACHABLE`: no connection.
 *
 * The credentials were refused:
 * - `KEY_MISMATCH`: the fingerprint in the settings is not the key's.
 * - `UNKNOWN_KEY`: the domain does not know the key, or it belongs to another user.
 * - `TOKEN_EXPIRED`: the key's token has expired.
 * - `CLOCK_SKEWED`: this machine's clock differs too much from the domain's.
 * - `ADMIN_CLIENT_REFUSED`: the domain issued no token to the admin client.
 * - `TOKEN_EXCHANGE_REFUSED`: the domain gave no session token for the pipeline's JWT.
 * - `UNAUTHORIZED`: 401 for none of these reasons.
 * - `FORBIDDEN`: the credentials are valid, but lack a permission; 403, and 401 with that reason.
 *
 * The request was answered:
 * - `NOT_FOUND` (404), `CONFLICT` (409), `RATE_LIMITED` (429).
 * - `REFUSED`: any other 4xx.
 * - `SERVER_FAILED`: 5xx.
 * - `UNEXPECTED_ANSWER`: an answer that does not come from an admin API.
 * - `LIST_TOO_LONG`: a list that has too many pages, or does not end.
 *
 * It is not known whether the request was carried out:
 * - `ANSWER_LOST`: the request was sent and no answer came, or no complete one in time.
 * - `ANSWER_TOO_LARGE`: the answer is larger than 32 MiB.
 * - `CANCELLED`: the signal ended the request; `details.mayHaveBeenDone` says whether it may have been carried out.
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
  | "TOKEN_EXCHANGE_REFUSED"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "REFUSED"
  | "SERVER_FAILED"
  | "UNEXPECTED_ANSWER"
  | "LIST_TOO_LONG"
  | "ANSWER_LOST"
  | "ANSWER_TOO_LARGE"
  | "CANCELLED";

/** What is known about a failed request. It contains nothing secret. */
export interface IdentityDomainErrorDetails {
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  /** The server's own message, on one line and shortened. */
  readonly detail?: string;
  /** The server's id of that message, such as `error.common.validation.missingReqAttributes`. */
  readonly messageId?: string;
  /** The id under which the server has logged the request. */
  readonly opcRequestId?: string;
  /** For a cancelled request: whether the domain may have carried it out. */
  readonly mayHaveBeenDone?: boolean;
}

/**
 * A request to an identity domain that did not succeed.
 *
 * It contains no header, token, secret or body of the request, nor the HTTP library's own error, which would contain them.
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

/** Whether an error says that the request conflicts with another resource of the identity domain. */
export function isConflict(error: unknown): error is IdentityDomainError & { readonly code: "CONFLICT" } {
  return error instanceof IdentityDomainError && error.code === "CONFLICT";
}

/** Whether an error says that the identity domain has no such resource. */
export function isNotFound(error: unknown): error is IdentityDomainError & { readonly code: "NOT_FOUND" } {
  return error instanceof IdentityDomainError && error.code === "NOT_FOUND";
}
