/** An error that the user can correct: shown without a stack trace. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
