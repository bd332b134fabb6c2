import { Refusal } from "../refusal.ts";

/** The refusals of Oracle's services that the vault gives, with their status (Oracle: "API Errors"). */
const statuses = {
  CannotParseRequest: 400,
  InvalidParameter: 400,
  LimitExceeded: 400,
  MissingParameter: 400,
  NotAuthenticated: 401,
  NotAuthorizedOrNotFound: 404,
  IncorrectState: 409,
  InvalidatedRetryToken: 409,
  NoEtagMatch: 412,
} as const;

/** A refusal of the vault, with its answer. */
export class VaultError extends Refusal {
  override readonly name = "VaultError";
  readonly code: keyof typeof statuses;

  constructor(code: keyof typeof statuses, message: string) {
    super(message);
    this.code = code;
  }

  /** The HTTP status of the answer. */
  get status(): (typeof statuses)[keyof typeof statuses] {
    return statuses[this.code];
  }

  /** The answer's body. */
  body(): object {
    return { code: this.code, message: this.message };
  }
}

/** The refusal of what is not there, and of what the caller may not see: nobody can tell which it is. */
export function notAuthorizedOrNotFound(): VaultError {
  return new VaultError("NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
}
