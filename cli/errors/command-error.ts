/** Something that the user can put right: shown without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
