import type { Command } from "commander";
import { CommandError } from "../errors/command-error.ts";
import type { Pair } from "../pair/pair.ts";
import { outputsOf, stack } from "./common.ts";

// What the command lines of all commands share that use the client ID and secret of a client.

/** The flags of a pair. */
export interface PairFlags {
  readonly stack: string;
  readonly from?: string;
  readonly auth?: string;
  readonly profile?: string;
  readonly vaultEndpoint?: string;
}

/** Adds the options that say where client ID and secret come from. */
export function withPairOptions(command: Command): Command {
  return command
    .option(...stack)
    .option(
      "--from <place>",
      "where client ID and secret are, instead of the stack's outputs: vault:<OCID>, json:<file>, env:<file>, kubernetes:<namespace>/<name>",
    )
    .option("--auth <mode>", "how to authenticate to Oracle's vault; default: as for the stack")
    .option("--profile <name>", "the profile of OCI's configuration file, for the vault")
    .option("--vault-endpoint <url>", "another address of the vault, such as that of a local domain");
}

/** The pair of a client, and what messages call it. */
export async function pairOf(client: string | undefined, flags: PairFlags): Promise<{ pair: Pair; name: string }> {
  const { pairFrom } = await import("../pair/pair-from.ts");
  const sources = { outputs: () => outputsOf(flags.stack), ...(await vaultSourcesOf(flags)) };
  const pair = await pairFrom(flags.from, client, sources);
  return { pair, name: client ?? flags.from ?? pair.clientId };
}

/** How Oracle's vault is read: as the flags say, otherwise with the credentials of the stack. */
export async function vaultSourcesOf({ auth, profile, stack, vaultEndpoint }: Omit<PairFlags, "from">) {
  const { stackSettings } = await import("../project/stack-settings.ts");
  return {
    environment: process.env,
    vault: {
      ...(auth && { auth }),
      ...(profile && { profile }),
      ...(vaultEndpoint && { endpoint: vaultEndpoint }),
      ofStack: () => stackSettings(process.cwd(), stack).authentication,
    },
  };
}

/** All of standard input, for what may be in no argument: arguments are in the list of processes and in the shell's history. */
export async function readStandardInput(): Promise<string> {
  if (process.stdin.isTTY) throw new CommandError("Give it on standard input.");
  const { readLimited } = await import("../input/read-limited.ts");
  return (await readLimited(process.stdin, "Standard input is longer than 1 MiB.", 1024 * 1024)).trim();
}
