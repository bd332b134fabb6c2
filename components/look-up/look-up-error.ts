/** A look-up that the plugin or the identity domain refused: its message is theirs. */
export class LookUpError extends Error {
  override readonly name = "LookUpError";

  /** @param error what the invoke was rejected with: the plugin's sentence behind Pulumi's own words */
  static from(error: unknown): LookUpError {
    const text = error instanceof Error ? error.message : String(error);
    return new LookUpError(text.replace(/^invocation of \S+ returned an error: /, ""));
  }
}
