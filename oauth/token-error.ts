/**
 * Why no token was issued:
 * - `REFUSED`: the token endpoint answered with an OAuth error (RFC 6749 section 5.2); `error` is its code
 * - `NOT_ENCRYPTED`: the endpoint is neither https nor on localhost; nothing was sent
 * - `UNREACHABLE`: no answer
 * - `INVALID_RESPONSE`: an answer that is not one of the token endpoint
 * - `TIMED_OUT`: no complete answer within 60 seconds
 * - `ANSWER_TOO_LARGE`: an answer of more than 1 MiB
 */
export type TokenErrorCode =
  | "REFUSED"
  | "NOT_ENCRYPTED"
  | "UNREACHABLE"
  | "INVALID_RESPONSE"
  | "TIMED_OUT"
  | "ANSWER_TOO_LARGE";

/** A token request that failed. Its message contains neither secret nor token. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code: TokenErrorCode;
  /** The OAuth error code, such as `invalid_client`, if the endpoint returned one. */
  readonly error: string | undefined;

  constructor(code: TokenErrorCode, message: string, error?: string) {
    super(message);
    this.code = code;
    this.error = error;
  }
}
