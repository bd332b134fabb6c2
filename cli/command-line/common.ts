import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { InvalidArgumentError } from "commander";
import { authenticationModes } from "../../identity-domain/credentials/authentication-settings.ts";
import { withProgress } from "../progress.ts";

// What the command lines of several commands share.

/** The option for a stack. */
export const stack = ["-s, --stack <name>", "the stack, <environment> or <environment>.<team>", "dev"] as const;

/** The options that say how to authenticate to an identity domain. */
export const auth = ["--auth <mode>", `how to authenticate: ${authenticationModes.join(", ")}`] as const;
export const profile = ["--profile <name>", "the profile of OCI's configuration file"] as const;

/** Writes a line of data to standard output. */
export function print(text: string): void {
  console.log(text);
}

/** Writes words for people, which are no data, to standard error. */
export function note(text: string): void {
  console.error(text);
}

/** Runs some work, and says on standard error what is done if it takes longer than a second. */
export function progress<T>(text: string, work: () => Promise<T>): Promise<T> {
  return withProgress(process.stderr, text, work);
}

/** A heading in standard output: bold on a terminal, unless NO_COLOR is set. */
export function heading(text: string): string {
  return styleText("bold", text, { stream: process.stdout });
}

/** The values of an option that may be given several times. */
export function collected(word: string, earlier: readonly string[] = []): string[] {
  return [...earlier, word];
}

/** The option for the environment of a fleet. @throws InvalidArgumentError if it is a stack */
export const environment = ["-e, --env <environment>", "the environment", environmentName] as const;

function environmentName(word: string): string {
  const [name, team] = word.split(".");
  if (team === undefined) return word;
  const asOptions = name && team ? `; that of one team's stack is --env ${name} --team ${team}` : "";
  throw new InvalidArgumentError(`It must be the name of an environment${asOptions}.`);
}

/** How to authenticate, by the options `--auth` and `--profile`. */
export function authenticationOf({
  auth,
  profile,
}: {
  readonly auth?: string | undefined;
  readonly profile?: string | undefined;
}) {
  return { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) };
}

/** The outputs of a stack, with its secrets. */
export async function outputsOf(stack: string) {
  return (await import("../pulumi/pulumi.ts")).readOutputs(stack);
}

/** Whether there is a terminal with arrow keys, for questions. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb";
}

/** Asks in the terminal, if there is one. */
export function confirmation() {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  // Ctrl-C ends with an AbortError.
  return async (question: string) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const interrupted = new AbortController();
    terminal.once("SIGINT", () => interrupted.abort());
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `, interrupted)).trim());
    } finally {
      terminal.close();
    }
  };
}
