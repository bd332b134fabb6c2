import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Command, Option } from "commander";
import type { TokenSurroundings } from "../token/token.ts";
import { canAsk, print } from "./common.ts";
import { type PairFlags, pairOf, readStandardInput, withPairOptions } from "./pair.ts";

/** The flags of `token`. */
interface TokenFlags extends PairFlags {
  readonly flow?: string;
  readonly scope?: string;
  readonly app?: string;
  readonly offline: boolean;
  readonly username?: string;
  readonly secretEnv?: string;
  readonly secretStdin: boolean;
  readonly key?: string;
  readonly alias?: string;
  readonly certificate?: string;
  readonly paste: boolean;
  readonly bare: boolean;
  readonly header: boolean;
  readonly json: boolean;
  readonly env: boolean;
  readonly cache: boolean;
  readonly forget: boolean;
}

/** How long a person has for signing in, in milliseconds: ten minutes. */
const longestSignIn = 600_000;

const exclusive = ["bare", "header", "json", "env"] as const;

export const token = withPairOptions(new Command("token"))
  .argument("[client]", "<team>/<client>")
  .argument("[program...]", "after --: a program that gets the token in its environment, as ACCESS_TOKEN")
  .description("get a token as a client, or as a user of it, and show its claims, not the token")
  .option(
    "--flow <flow>",
    "client, browser, device, password, jwt, saml, tls, refresh, implicit, or a grant type; by default the first of client, browser, device, password that the client has",
  )
  .option("--scope <scope>", "the scope to send, instead of that of the client's first resource app")
  .option("--app <name>", "the scope of this resource app, for a client that calls several")
  .option("--offline", "ask for a refresh token too", false)
  .option("--username <name>", "the user, for password, and for jwt with --key")
  .option("--secret-stdin", "read the password, assertion or refresh token from standard input", false)
  .option("--secret-env <name>", "take it from this environment variable")
  .option("--key <file>", "a private key (PKCS #8, PEM) that signs assertions, instead of the client secret")
  .option("--alias <alias>", "the alias of its certificate; by default that of the client's only one")
  .option("--certificate <file>", "a certificate (PEM), for tls")
  .option("--paste", "for browser: paste the address that the browser ends at, instead of listening for it", false)
  .addOption(
    new Option("--bare", "print the token alone").default(false).conflicts(exclusive.filter((one) => one !== "bare")),
  )
  .addOption(new Option("--header", "print the header Authorization").default(false).conflicts(["json", "env"]))
  .addOption(new Option("--json", "print JSON, with the token").default(false).conflicts(["env"]))
  .option("--env", "print lines for eval: ACCESS_TOKEN, and REFRESH_TOKEN if there is one", false)
  .option(
    "--cache",
    "keep the token for the next time, in a file for you alone; it is used until a minute before it ends",
    false,
  )
  .option("--forget", "remove the kept tokens of the client, or without a client all of them", false)
  .addHelpText(
    "after",
    `
A password, assertion or refresh token is asked for, or read from standard input or an environment variable: never an argument.
Exit code: 0 there is a token, 1 error. With a program, its own.

Examples:
  idcs-apps token payments/ledger-sync
  idcs-apps token payments/ledger-sync --header
  idcs-apps token payments/ledger-sync --app OICINST_finance --json
  idcs-apps token --from json:ledger.json --cache`,
  )
  .action(async (first: string | undefined, rest: readonly string[], flags: TokenFlags) => {
    const { operandsOf } = await import("../token/operands.ts");
    const { client, program } = operandsOf(first === undefined ? [] : [first, ...rest], process.argv);
    const { TokenCache } = await import("../token/cache.ts");
    const { cacheFolder } = await import("../catalog/cache.ts");
    const cache = new TokenCache(join(cacheFolder(process.env), "tokens"));
    if (flags.forget) {
      const clientId =
        client === undefined && flags.from === undefined ? undefined : (await pairOf(client, flags)).pair.clientId;
      console.error(`${cache.forget(clientId)} kept tokens were removed.`);
      return;
    }
    const { pair, name } = await pairOf(client, flags);
    const { token } = await import("../token/token.ts");
    const form = exclusive.find((one) => flags[one]) ?? "claims";
    const surroundings = await surroundingsOf(flags, flags.cache ? cache : undefined);
    process.exitCode = await token(pair, name, { ...flags, form, program }, surroundings);
  });

export const basic = withPairOptions(new Command("basic"))
  .argument("[client]", "<team>/<client>")
  .description("print the header with which a client authenticates: Authorization: Basic …")
  .addHelpText(
    "after",
    "\nExit code: 0 the header is printed, 1 error.\n\nExamples:\n  idcs-apps basic payments/ledger-sync",
  )
  .action(async (client: string | undefined, flags: PairFlags) => {
    (await import("../token/operands.ts")).refuseSecret(client);
    const { pair, name } = await pairOf(client, flags);
    const { basic } = await import("../token/basic.ts");
    print(await basic(pair, name));
  });

export const revoke = withPairOptions(new Command("revoke"))
  .argument("[client]", "<team>/<client>, to which the token was issued")
  .description("revoke the token on standard input: an access token, or a refresh token with all that came from it")
  .addHelpText(
    "after",
    "\nExit code: 0 the token is revoked, 1 error.\n\nExamples:\n  idcs-apps token payments/ledger-sync --bare | idcs-apps revoke payments/ledger-sync",
  )
  .action(async (client: string | undefined, flags: PairFlags) => {
    (await import("../token/operands.ts")).refuseSecret(client);
    const token = await readStandardInput();
    const { pair, name } = await pairOf(client, flags);
    const { revoke } = await import("../token/revoke.ts");
    console.error(await revoke(pair, name, token));
  });

async function surroundingsOf(flags: TokenFlags, cache: TokenSurroundings["cache"]): Promise<TokenSurroundings> {
  const { CommandError } = await import("../errors/command-error.ts");
  const note = (text: string) => console.error(text);
  return {
    print,
    note,
    cache,
    now: () => new Date(),
    pause: (seconds) => setTimeout(1000 * seconds),
    paste: flags.paste,
    ...(await browserOf(note)),
    signal: AbortSignal.timeout(longestSignIn),
    askForAddress: async () => {
      if (flags.secretStdin || !canAsk()) return readStandardInput();
      return (await import("../input/ask-in-terminal.ts")).askInTerminal("The address that the browser ended at");
    },
    askForSecret: async (what) => {
      if (flags.secretEnv !== undefined) {
        const value = process.env[flags.secretEnv];
        if (!value) throw new CommandError("The environment variable that --secret-env names is not set.");
        return value;
      }
      if (flags.secretStdin) return readStandardInput();
      if (!canAsk())
        throw new CommandError(`${what}: there is no terminal to ask in. Use --secret-stdin or --secret-env.`);
      return (await import("../input/ask-in-terminal.ts")).askSecretInTerminal(what);
    },
    run: async (program, variables) => {
      const { runProgram } = await import("../token/run-program.ts");
      // Ctrl-C is the program's: this process waits for its exit code.
      const wait = () => {};
      process.on("SIGINT", wait);
      try {
        return await runProgram(program, variables, process.env);
      } finally {
        process.off("SIGINT", wait);
      }
    },
  };
}

/** The system's browser, unless the person's browser is on another machine. */
async function browserOf(note: (text: string) => void): Promise<Pick<TokenSurroundings, "openBrowser" | "elsewhere">> {
  const [{ default: isInSsh }, { default: isInsideContainer }] = await Promise.all([
    import("is-in-ssh"),
    import("is-inside-container"),
  ]);
  if (isInSsh) return { openBrowser: undefined, elsewhere: "an SSH session" };
  if (isInsideContainer()) return { openBrowser: undefined, elsewhere: "a container" };
  const openBrowser = async (url: string) => {
    const { default: open } = await import("open");
    const opened = await open(url);
    opened.on("error", () => note("No browser could be opened: open the address yourself."));
  };
  return { openBrowser };
}
