import { Command } from "commander";
import { auth, authenticationOf, note, print, profile, stack } from "./common.ts";
import { vaultSourcesOf } from "./pair.ts";

export const verify = new Command("verify")
  .argument("[name]", "a team, or <team>/<client>: all clients of the stack if it is omitted")
  .description("request a token for each flow that needs no person, and check its claims; no token is shown")
  .option(...stack)
  .option("-u, --url <url>", "an API that is called with the tokens of its app")
  .option("-a, --app <name>", "the display name of the app of --url, if its audience is not its URL")
  .option("--user <name>", "a test user, to verify the resource owner's flow and enforced grants")
  .option("--password-env <variable>", "the environment variable with the user's password", "IDCS_APPS_PASSWORD")
  .option(...auth)
  .option(...profile)
  .option("--strict", "what is not verified counts as failed", false)
  .option("--json", "print JSON instead of text", false)
  .option("--github", "print annotations for a GitHub workflow too", false)
  .option("--junit <file>", "write a JUnit report too")
  .addHelpText(
    "after",
    "\nExit code: 0 nothing failed, 2 something failed, 1 error.\n\nExamples:\n  idcs-apps verify\n  idcs-apps verify payments/ledger-sync --json\n  idcs-apps verify payments --strict --junit verify.xml",
  )
  .action(async (name: string | undefined, flags: VerifyFlags) => {
    const { CommandError } = await import("../errors/command-error.ts");
    if (flags.json && flags.github) throw new CommandError("--json and --github cannot be combined: choose one.");
    const { verify } = await import("../verify/verify.ts");
    const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
    const { junitOfVerification, renderAnnotations, renderVerification } = await import("../verify/render.ts");
    const { exitCodeOf, passwordIn } = await import("../verify/exit-code.ts");
    const { withVaultSecrets } = await import("../pair/with-vault-secrets.ts");
    const sources = await vaultSourcesOf(flags);
    const { stack, url, app } = flags;
    const user =
      flags.user === undefined ? undefined : { name: flags.user, password: passwordIn(process.env, flags.passwordEnv) };
    const showsProgress = process.stderr.isTTY;
    const found = await verify({
      stack,
      name,
      url,
      app,
      user,
      authentication: authenticationOf(flags),
      readOutputs: async (one) => withVaultSecrets(await readOutputsQuietly(one), name, sources, note),
      onProgress: (done, all) => {
        if (showsProgress) process.stderr.write(`\r${done} of ${all}${done === all ? "\n" : ""}`);
      },
    });
    if (flags.junit !== undefined) (await import("node:fs")).writeFileSync(flags.junit, junitOfVerification(found));
    const annotations = flags.github ? renderAnnotations(found) : "";
    if (annotations !== "") print(annotations);
    print(flags.json ? JSON.stringify(found, undefined, 2) : renderVerification(found));
    process.exitCode = exitCodeOf(found, flags.strict);
  });

/** The flags of `verify`. */
interface VerifyFlags {
  readonly stack: string;
  readonly url?: string;
  readonly app?: string;
  readonly user?: string;
  readonly passwordEnv: string;
  readonly auth?: string;
  readonly profile?: string;
  readonly strict: boolean;
  readonly json: boolean;
  readonly github: boolean;
  readonly junit?: string;
}
