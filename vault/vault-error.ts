/**
 * Why a request to the vault failed:
 * - `NOT_THERE_OR_NOT_ALLOWED`: the vault answers both alike, so nobody can tell which it is
 * - `UNCERTAIN`: no answer, or one that does not say whether the request was carried out; also a change by somebody else
 * - `NAME_TAKEN`: the vault has a secret of that name
 * - `NOT_OURS`: the secret belongs to something else, or to another client
 * - `UNUSABLE`: the secret is in a state that does not allow a delivery
 * - `REFUSED`: the vault refused the request, or the credentials
 */
export type VaultErrorCode =
  | "NOT_THERE_OR_NOT_ALLOWED"
  | "UNCERTAIN"
  | "NAME_TAKEN"
  | "NOT_OURS"
  | "UNUSABLE"
  | "REFUSED";

/** A request to the vault that failed. Its message contains no contents of secrets. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
