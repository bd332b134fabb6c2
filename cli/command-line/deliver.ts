import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import { authenticationModes } from "../../identity-domain/credentials/authentication-settings.ts";
import type { DeliverOptions } from "../deliver/check-request.ts";
import { collected, outputsOf, stack } from "./common.ts";

export const deliver = new Command("deliver")
  .argument("[client]")
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
  .addHelpText(
    "after",
    `
Exit code: 0 delivered, or it was there already, 1 error.

Examples:
  idcs-apps deliver payments/ledger-sync --dotenv-file ledger-sync.env
  idcs-apps deliver payments/ledger-sync --kubernetes payments/ledger-sync --apply
  idcs-apps deliver --all --stack dev --json-file {team}-{client}.json`,
  )
  .action(async (client: string | undefined, { stack, ...options }: { stack: string } & DeliverOptions) => {
    const { deliver } = await import("../deliver/deliver.ts");
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
