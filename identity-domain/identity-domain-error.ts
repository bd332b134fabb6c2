/**
 * What went wrong with a request to an identity domain.
 *
 * - `AUTHENTICATION_SETTINGS`: nothing was sent; settings of the authentication are missing or unusable.
 * - `ENDPOINT`: nothing was sent; the identity domain's URL is not one.
 * - `UNREACHABLE`: no connection; nothing was done.
 * - `ANSWER_LOST`: the request was sent and its answer never came; it may or may not have been done.
 * - `UNAUTHORIZED` (401), `FORBIDDEN` (403), `NOT_FOUND` (404), `CONFLICT` (409), `RATE_LIMITED` (429).
 * - `REFUSED`: any other 4xx.
 * - `SERVER_FAILED`: 5xx.
 * - `UNEXPECTED_ANSWER`: an answer that is none of the admin API.
 */
export type IdentityDomainErrorCode =
  | "AUTHENTICATION_SETTINGS"
  | "ENDPOINT"
  | "UNREACHABLE"
  | "ANSWER_LOST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "REFUSED"
  | "SERVER_FAILED"
  | "UNEXPECTED_ANSWER";

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
