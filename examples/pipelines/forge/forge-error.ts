/** What a person must look at: shown without a stack trace. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
}
