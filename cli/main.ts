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
  .option("--base <revision>", "the git revision to compare with, for what a change would delete (default: HEAD)")
  .action(async (options: { base?: string }) => print((await import("./check.ts")).check(".", options)));
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
    collected,
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

const comparing = program
  .command("drift")
  .description(
    "compare the identity domain with the manifests: what was changed by hand, by whom and when; it changes nothing",
  )
  .option(...stack)
  .option("-t, --team <team>", "only what this team declares")
  .option("--json", "print JSON instead of text", false)
  .option("--junit <file>", "write a JUnit report too")
  .option("--no-secrets", "do not compare client secrets, which needs Pulumi's state and engine")
  .addHelpText("after", "\nExit code: 0 no drift, 2 drift, 1 error.")
  .action(async (options: DriftFlags) => {
    const { drift, showDrift } = await import("./drift/drift.ts");
    const { readOutputsQuietly } = await import("./pulumi/pulumi.ts");
    const found = await drift({ ...options, readOutputs: options.secrets ? readOutputsQuietly : undefined });
    print(showDrift(found, options));
    if (found.report.drift) process.exitCode = 2;
  });
comparing
  .command("accept <applications...>")
  .description(
    "write what was changed by hand at clients or resource applications, <team>/<client>, into their manifests; in the domain nothing changes",
  )
  .option(...stack)
  .option(
    "--rights",
    "accept rights beside the manifest too: app roles, and users and groups that were assigned",
    false,
  )
  .option("--all-environments", "a key that is the same in all environments may change for all of them", false)
  .option("--dry-run", "show the changes instead of writing them", false)
  .option("--no-secrets", "do not compare client secrets, which needs Pulumi's state and engine")
  .addHelpText(
    "after",
    "\nExit code: 0 all is accepted, or there was nothing to accept; 2 some cannot be accepted, 1 error.",
  )
  .action(async (names: string[], _: unknown, command: Command) => {
    // The options of `drift` are accepted anywhere in the line, so those of both commands are one set.
    const { json, junit, team, secrets, ...options } = command.optsWithGlobals<DriftFlags & AcceptFlags>();
    const { CommandError } = await import("./errors/command-error.ts");
    if (json || junit !== undefined || team !== undefined)
      throw new CommandError("--json, --junit and --team are options of drift, not of drift accept: omit them.");
    const { accept } = await import("./drift/accept/accept.ts");
    const { readOutputsQuietly } = await import("./pulumi/pulumi.ts");
    const isComplete = await accept({
      ...options,
      names,
      readOutputs: secrets ? readOutputsQuietly : undefined,
      print,
    });
    if (!isComplete) process.exitCode = 2;
  });

/** The flags of `drift accept`, in addition to those of `drift`. */
interface AcceptFlags {
  readonly rights: boolean;
  readonly allEnvironments: boolean;
  readonly dryRun: boolean;
}

/** The flags of `adopt`. */
interface AdoptFlags {
  readonly tag?: string[];
  readonly prefix?: string;
  readonly all: boolean;
  readonly fromState?: string;
  readonly team?: string;
  readonly file?: string;
  readonly owner?: string;
  readonly environment: string;
  readonly dryRun: boolean;
  readonly auth?: string;
  readonly profile?: string;
}

const requesting = program
  .command("request")
  .description(
    "request an OAuth client: write its team's manifest, for a pull request; asks for what the flags leave open",
  )
  .option("--dry-run", "show the manifest instead of writing it", false);
for (const { name, value, repeatable, text } of Object.values(flags)) {
  const option = new Option([name, value].join(" "), text);
  requesting.addOption(repeatable ? option.argParser<string[]>(collected) : option);
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
  .command("adopt [applications...]")
  .description(
    "write applications that exist in the identity domain into a team's manifest, to manage them from then on",
  )
  .option("--tag <key=value>", "those with this tag; several: those with all of them", collected)
  .option("--prefix <text>", "those whose display name begins with this")
  .option("--all", "all that Oracle did not create and no stack manages", false)
  .option("--from-state <file>", "those of a Pulumi state (stack export) or a Terraform state of the official provider")
  .option("-t, --team <team>", "the team whose manifest gets them")
  .option("--file <file>", "its manifest, instead of --team: teams/<file>.yaml")
  .option("--owner <e-mail>", "the owner of a new team")
  .option("-e, --environment <name>", "the environment in whose identity domain they are", "dev")
  .option("--dry-run", "show the manifest instead of writing it", false)
  .option("--auth <mode>", `how to authenticate: ${authenticationModes.join(", ")}`)
  .option("--profile <name>", "the profile of OCI's configuration file")
  .addHelpText("after", "\nExit code: 0 all are in the manifest, 2 some cannot be adopted, 1 error.")
  .action(async (names: string[], { auth, profile, ...options }: AdoptFlags) => {
    const authentication = { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) };
    const { adopt } = await import("./adopt/adopt.ts");
    const warn = (text: string) => console.error(text);
    const isComplete = await adopt({ ...options, names, authentication, folder: ".", print, warn });
    // What cannot be adopted is no failure of the command: 1 stands for that.
    if (!isComplete) process.exitCode = 2;
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

/** The values of an option that may be given several times. */
function collected(word: string, earlier: readonly string[] = []): string[] {
  return [...earlier, word];
}

/** The flags of `drift`. */
interface DriftFlags {
  readonly stack: string;
  readonly team?: string;
  readonly json: boolean;
  readonly junit?: string;
  readonly secrets: boolean;
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
