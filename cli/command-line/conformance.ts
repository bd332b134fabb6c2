import { type Command, Option } from "commander";
import { authenticationModes } from "../../identity-domain/credentials/authentication-settings.ts";
import { confirmation, print } from "./common.ts";

/** The flags of `doctor --conformance`. */
export interface ConformanceFlags {
  readonly conformance: boolean;
  readonly stack: string;
  readonly json: boolean;
  readonly url?: string;
  readonly auth?: string;
  readonly profile?: string;
  readonly write: boolean;
  readonly user?: string;
  readonly answers?: string;
  readonly yes: boolean;
}

/** Adds the options of `doctor --conformance` to those of `doctor`. */
export function withConformanceOptions(doctor: Command): Command {
  const alone = (flags: string, text: string) => new Option(flags, `with --conformance: ${text}`);
  return doctor
    .option(
      "--conformance",
      "compare an identity domain with the local one instead, and ask it what Oracle's documentation leaves open",
      false,
    )
    .addOption(alone("--url <url>", "the identity domain's URL, instead of the stack's"))
    .addOption(alone("--auth <mode>", `how to authenticate: ${authenticationModes.join(", ")}`))
    .addOption(alone("--profile <name>", "the profile of OCI's configuration file"))
    .addOption(
      alone(
        "--write",
        "create, exercise and remove one application, for questions that reading does not answer",
      ).default(false),
    )
    .addOption(
      alone(
        "--user <name>",
        "and --write: a test user, for questions about users; the password is asked, or IDCS_APPS_TEST_PASSWORD",
      ),
    )
    .addOption(alone("--answers <file>", "write the answers, for `local-domain serve --answers`"))
    .addOption(alone("--yes", "write without a question, and over an answers file").default(false))
    .addHelpText(
      "after",
      "\nExit code: 0 nothing must be put right or differs from the local domain, 2 something must or does, 1 error.\n\nExamples:\n  idcs-apps doctor\n  idcs-apps doctor --stack prod --json\n  idcs-apps doctor --conformance --url https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com",
    );
}

/** Asks an identity domain what the documentation leaves open. */
export async function askConformance(flags: ConformanceFlags): Promise<void> {
  const { runConformance } = await import("../conformance/command.ts");
  const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
  const interrupted = new AbortController();
  const stop = () => interrupted.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const { text, differs } = await runConformance({
    ...flags,
    environment: process.env,
    readOutputs: readOutputsQuietly,
    confirm: confirmation(),
    askPassword: process.stdin.isTTY ? (await import("../input/ask-in-terminal.ts")).askSecretInTerminal : undefined,
    note: (line) => console.error(line),
    signal: interrupted.signal,
  });
  print(text);
  if (differs) process.exitCode = 2;
}
