import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { Command, Option } from "commander";
import { authenticationModes } from "../identity-domain/credentials/authentication-settings.ts";
import type { DeliverOptions } from "./deliver/check-request.ts";
import { flags } from "./request/answers/flags.ts";

// The only file of the command that knows the command line, the terminal and exit codes. Each command loads what it needs
// when it runs: help and `check` answer at once.

const print = (text: string) => console.log(text);
const program = new Command("idcs-apps").description("Commands for the stacks of this project");
const stack = ["-s, --stack <name>", "the stack, <environment> or <environment>.<team>", "dev"] as const;

program
  .command("start")
  .description("run the local identity domain, provision the stack dev in it, get a token (npm start)")
  .action(async () => (await import("./start.ts")).start(print));
program
  .command("check")
  .description("check all manifests and environments, without a request")
  .action(async () => print((await import("./check.ts")).check()));
program
  .command("clients")
  .description("show a stack's clients; their secrets are masked")
  .option(...stack)
  .action(async (options: { stack: string }) => {
    const { renderClients } = await import("./clients.ts");
    print(renderClients(await outputsOf(options.stack)));
  });
program
  .command("token <client>")
  .description("get a token as <team>/<client> and show its claims, not the token")
  .option(...stack)
  .action(async (client: string, options: { stack: string }) => {
    const { describeToken } = await import("./token.ts");
    print(await describeToken(await outputsOf(options.stack), client));
  });
program
  .command("deliver [client]")
  .description("hand a client, <team>/<client>, over: client ID, secret, scope and token URL as one document")
  .option(...stack)
  .option("--all", "all clients of the stack; {team} and {client} in a place stand for their names", false)
  // Not --env-file: Node takes that from any command line, also behind the program's name.
  .option("--dotenv-file <path>", "a file of environment variables, for its owner alone")
  .option("--env-prefix <prefix>", "what the variables' names begin with", "OAUTH_")
  .option("--json-file <path>", "a file with the document, for its owner alone")
  .option("--kubernetes <namespace/name>", "a Secret of Kubernetes, as YAML on standard output")
  .option("--apply", "apply the Secret with kubectl instead of printing it", false)
  .option("--kube-context <name>", "kubectl's context, with --apply")
  .option(
    "--restart <kind/name>",
    "a deployment, statefulset or daemonset that restarts if the Secret changed",
    several,
  )
  .option("--vault <OCID>", "a secret in Oracle's vault, or the vault of a secret by its name")
  .option("--secret-name <name>", "the secret's name, with the vault's OCID; it is created if it is not there")
  .option("--compartment <OCID>", "the secret's compartment, with the vault's OCID")
  .option("--key <OCID>", "the key that encrypts a new secret, with the vault's OCID")
  .option("--region <region>", "the vault's region; by default the one in the OCID")
  .option("--vault-endpoint <url>", "another address of the vault; by default, a local domain's own vault")
  .option("--auth <mode>", `how to authenticate to the vault: ${authenticationModes.join(", ")}`)
  .option("--profile <name>", "the profile of OCI's configuration file, for the vault")
  .option("--clipboard", "the document in the clipboard", false)
  .action(async (client: string | undefined, { stack, ...options }: { stack: string } & DeliverOptions) => {
    const { deliver } = await import("./deliver/deliver.ts");
    const { platform, env: environment, stderr: terminal, stdout } = process;
    await deliver(
      { client, ...options },
      {
        outputs: () => outputsOf(stack),
        stdout,
        note: (text) => console.error(text),
        desktop: { platform, environment, terminal },
        pause: (time) => {
          const seconds = 2 ** (time - 1);
          console.error(`The vault gave no certain answer: looking again in ${seconds} s.`);
          return setTimeout(1000 * seconds);
        },
      },
    );
  });

program
  .command("recover")
  .description("make a stack usable again after its `pulumi up` was killed")
  .option(...stack)
  .option("-y, --yes", "break the lock of a dead process without asking", false)
  .action(async (options: { stack: string; yes: boolean }) => {
    const { recover } = await import("./recover.ts");
    await recover({ ...options, print, confirm: confirmation() });
  });

const requesting = program
  .command("request")
  .description(
    "request an OAuth client: write its team's manifest, for a pull request; asks for what the flags leave open",
  )
  .option("--dry-run", "show the manifest instead of writing it", false);
for (const { name, value, repeatable, text } of Object.values(flags)) {
  const option = new Option([name, value].join(" "), text);
  requesting.addOption(repeatable ? option.argParser(several) : option);
}
requesting.action(async ({ dryRun, ...given }: { dryRun: boolean }) => {
  const { projectIn } = await import("./project/project.ts");
  const { request } = await import("./request/request.ts");
  await request({
    given,
    isDryRun: dryRun,
    project: projectIn("."),
    prompts: canAsk() ? await import("@clack/prompts") : undefined,
    print,
  });
});

program
  .command("export-seed <file>")
  .description(
    "write the apps, roles, users, groups and grants of a live domain as a seed for the local one; no secrets",
  )
  .requiredOption("--url <url>", "the identity domain's URL")
  .option("--auth <mode>", `how to authenticate: ${authenticationModes.join(", ")}`)
  .option("--profile <name>", "the profile of OCI's configuration file")
  .action(async (file: string, { url, auth, profile }: { url: string; auth?: string; profile?: string }) => {
    const authentication = { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) };
    const { exportSeed } = await import("./export-seed/export-seed.ts");
    print(await exportSeed(file, { url, authentication }));
  });

/** Collects the values of an option that may be given several times. */
function several(word: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, word];
}

async function outputsOf(stack: string) {
  return (await import("./pulumi/pulumi.ts")).readOutputs(stack);
}

/** Whether there is a terminal with arrow keys, for questions. */
function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb";
}

/** Asks in the terminal, if there is one. */
function confirmation() {
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

/** Whether an error is one that the user can put right: shown without a stack. */
async function isPlain(error: unknown): Promise<boolean> {
  const { CommandError } = await import("./errors/command-error.ts");
  const { IdentityDomainError } = await import("../identity-domain/identity-domain-error.ts");
  const { ManifestError } = await import("../manifest/yaml/problem.ts");
  const { TokenError } = await import("../oauth/token-error.ts");
  return [CommandError, IdentityDomainError, ManifestError, TokenError].some((kind) => error instanceof kind);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error((await isPlain(error)) ? (error as Error).message : error);
  process.exitCode = 1;
}
