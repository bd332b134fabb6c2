/** An error that the user can correct: shown without a stack trace. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** The user ended the command, by Ctrl-C or Escape, before it did anything. */
export class InterruptedError extends CommandError {
  override readonly name = "InterruptedError";
}
