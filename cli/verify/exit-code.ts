import { CommandError } from "../errors/command-error.ts";
import type { Verification } from "./json.ts";

/** 2 if something failed, otherwise 1 if something could not be carried out, otherwise 0. */
export function exitCodeOf({ counts }: Verification, isStrict: boolean): 0 | 1 | 2 {
  if (counts.failed > 0) return 2;
  if (counts.errors > 0) return 1;
  return isStrict && counts.notVerified > 0 ? 2 : 0;
}

/** Where the password is if no option says it. */
const usual = "IDCS_APPS_PASSWORD";

/** The password in an environment variable. @throws CommandError if it is not set */
export function passwordIn(environment: NodeJS.ProcessEnv, variable: string): string {
  const password = environment[variable];
  if (password) return password;
  throw new CommandError(
    `--user needs the user's password in ${variable === usual ? `the environment variable ${usual}` : "the environment variable that --password-env names"}, which is not set. It is no option: the list of processes and the shell's history would keep it.`,
  );
}
