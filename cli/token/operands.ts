import { CommandError } from "../errors/command-error.ts";

/** How secrets and tokens begin: a JWT, a client secret, a header. */
const secretForm = /^(eyJ|idcscs-|Basic |Bearer )/;

/**
 * Refuses a word that is a secret, without showing it.
 *
 * @throws CommandError
 */
export function refuseSecret(...words: readonly (string | undefined)[]): void {
  if (words.some((word) => word !== undefined && secretForm.test(word)))
    throw new CommandError(
      "An argument is a token or a secret: the list of processes and the shell's history keep arguments. It was not used. Give it on standard input, and revoke it or regenerate it if others use this machine.",
    );
}

/**
 * The client and the program of a command line: what stands behind `--` is a program, also where no client is named.
 *
 * @param operands what the command line has besides options, without the `--`
 * @param argv the whole command line
 * @throws CommandError if a second word stands before `--`; it is not shown
 */
export function operandsOf(operands: readonly string[], argv: readonly string[]) {
  const separator = argv.indexOf("--");
  const program = separator === -1 ? [] : argv.slice(separator + 1);
  const [client, ...others] = operands.slice(0, operands.length - program.length);
  refuseSecret(client, ...others);
  if (others.length > 0)
    throw new CommandError("There is more than one client. A program, with its arguments, stands behind `--`.");
  return { client, program };
}
