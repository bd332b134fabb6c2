import { Command } from "commander";
import { authenticationModes } from "../../identity-domain/credentials/authentication-settings.ts";
import { print, stack } from "./common.ts";

export const doctor = new Command("doctor")
  .description("compare an identity domain with the local one, and ask it what Oracle's documentation leaves open")
  .requiredOption("--conformance", "what this command does")
  .option(...stack)
  .option("--url <url>", "the identity domain's URL, instead of the stack's")
  .option("--auth <mode>", `how to authenticate: ${authenticationModes.join(", ")}`)
  .option("--profile <name>", "the profile of OCI's configuration file")
  .option("--write", "create, exercise and remove one application, for questions that reading does not answer", false)
  .option(
    "--user <name>",
    "with --write: a test user, for questions about users; the password is asked, or IDCS_APPS_TEST_PASSWORD",
  )
  .option("--answers <file>", "write the answers, for `local-domain serve --answers`")
  .option("--yes", "write without a question, and over an answers file", false)
  .option("--json", "print JSON instead of text", false)
  .addHelpText(
    "after",
    "\nExit code: 0 as the local domain, with these answers; 2 it differs in schemas, discovery, claims or lists; 1 error.",
  )
  .action(async (flags: ConformanceFlags) => {
    const { runConformance } = await import("../conformance/command.ts");
    const { confirmation } = await import("./common.ts");
    const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
    const interrupted = new AbortController();
    const stop = () => interrupted.abort();
    process.on("SIGINT", stop).on("SIGTERM", stop);
    const { text, differs } = await runConformance({
      ...flags,
      environment: process.env,
      readOutputs: readOutputsQuietly,
      confirm: confirmation(),
      askPassword: process.stdin.isTTY ? askPassword : undefined,
      note: (line) => console.error(line),
      signal: interrupted.signal,
    });
    print(text);
    if (differs) process.exitCode = 2;
  });

/** Asks for a password in the terminal, without an echo. */
async function askPassword(question: string): Promise<string | undefined> {
  const { isCancel, password } = await import("@clack/prompts");
  const answer = await password({ message: question, output: process.stderr });
  return isCancel(answer) ? undefined : answer;
}

interface ConformanceFlags {
  readonly stack: string;
  readonly url?: string;
  readonly auth?: string;
  readonly profile?: string;
  readonly write: boolean;
  readonly user?: string;
  readonly answers?: string;
  readonly yes: boolean;
  readonly json: boolean;
}
