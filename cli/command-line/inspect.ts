import { Command } from "commander";
import { auth, authenticationOf, collected, print, profile, stack } from "./common.ts";

export const inspect = new Command("inspect")
  .description(
    "say what a token on standard input is, why a service would refuse it, and which line of a manifest to change",
  )
  .option(...stack)
  .option("-c, --client <team/client>", "the client whose token it should be")
  .option("-u, --url <url>", "the URL of the API that would be called")
  .option("-a, --app <name>", "the display name of the app that would be called, if its audience is not its URL")
  .option(
    "--scope <value>",
    "a scope that the API requires, without the audience; may be given several times",
    collected,
  )
  .option("--domain <url>", "an identity domain's URL, instead of a stack: no manifests are read")
  .option(...auth)
  .option(...profile)
  .option("--json", "print JSON instead of text", false)
  .allowUnknownOption()
  .allowExcessArguments()
  .addHelpText(
    "after",
    "\nThe token comes from standard input, never from an argument: pbpaste | idcs-apps inspect\nExit code: 0 it would be accepted, 2 it would be refused, 1 error.\n\nExamples:\n  idcs-apps token payments/ledger-sync --bare | idcs-apps inspect\n  idcs-apps token payments/ledger-sync --bare | idcs-apps inspect --client payments/ledger-sync --json",
  )
  .action(async (flags: InspectFlags, command: Command) => {
    const { refuseArguments } = await import("../inspect/input.ts");
    refuseArguments(command.args, Object.values(flags).flat());
    const { inspect } = await import("../inspect/inspect.ts");
    const { renderInspection } = await import("../inspect/render.ts");
    const { client: clientName, scope: scopes, domain: domainUrl, stack, url, app } = flags;
    const options = {
      stack,
      clientName,
      url,
      app,
      domainUrl,
      authentication: authenticationOf(flags),
      ...(scopes && { scopes }),
    };
    const found = await inspect(await tokenFromStandardInput(), options);
    print(flags.json ? JSON.stringify(found, undefined, 2) : renderInspection(found));
    if (found.verdict === "refused") process.exitCode = 2;
  });

/** The flags of `inspect`. */
interface InspectFlags {
  readonly stack: string;
  readonly client?: string;
  readonly url?: string;
  readonly app?: string;
  readonly scope?: readonly string[];
  readonly domain?: string;
  readonly auth?: string;
  readonly profile?: string;
  readonly json: boolean;
}

/** What is piped; in a terminal it is asked for without an echo. */
async function tokenFromStandardInput(): Promise<string> {
  if (!process.stdin.isTTY) {
    const { readLimited } = await import("../input/read-limited.ts");
    return readLimited(process.stdin, (await import("../inspect/input.ts")).tooLong);
  }
  return (await import("../input/ask-in-terminal.ts")).askSecretInTerminal("Token");
}
