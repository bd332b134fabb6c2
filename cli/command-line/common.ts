import { createInterface } from "node:readline/promises";

// What the command lines of several commands share.

/** The option for a stack. */
export const stack = ["-s, --stack <name>", "the stack, <environment> or <environment>.<team>", "dev"] as const;

/** Writes a line of data to standard output. */
export function print(text: string): void {
  console.log(text);
}

/** The values of an option that may be given several times. */
export function collected(word: string, earlier: readonly string[] = []): string[] {
  return [...earlier, word];
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
  return async (question: string) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
    } finally {
      terminal.close();
    }
  };
}
