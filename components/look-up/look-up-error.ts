/** A look-up that the plugin or the identity domain refused; the message is theirs. */
export class LookUpError extends Error {
  override readonly name = "LookUpError";

  /** @param error the rejection of the invoke: the plugin's message with a prefix of Pulumi's */
  static from(error: unknown): LookUpError {
    const text = error instanceof Error ? error.message : String(error);
    return new LookUpError(text.replace(/^invocation of \S+ returned an error: /, ""));
  }
}
