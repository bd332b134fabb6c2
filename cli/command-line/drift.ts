import { Command } from "commander";
import { print, progress, stack } from "./common.ts";

export const drift = new Command("drift")
  .description(
    "compare the identity domain with the manifests: what was changed by hand, by whom and when; it changes nothing",
  )
  .option(...stack)
  .option("-t, --team <team>", "only what this team declares")
  .option("--json", "print JSON instead of text", false)
  .option("--junit <file>", "write a JUnit report too")
  .option("--no-secrets", "do not compare client secrets, which needs Pulumi's state and engine")
  .addHelpText(
    "after",
    `
Exit code: 0 no drift, 2 drift, 1 error.

Examples:
  idcs-apps drift --stack dev --no-secrets
  idcs-apps drift --team payments --json`,
  )
  .action(async (options: DriftFlags) => {
    const { drift, showDrift } = await import("../drift/drift.ts");
    const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
    const readOutputs = options.secrets ? readOutputsQuietly : undefined;
    const found = await progress("Comparing the identity domain with the manifests", () =>
      drift({ ...options, readOutputs }),
    );
    print(showDrift(found, options));
    if (found.report.drift) process.exitCode = 2;
  });
drift
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
    `
Exit code: 0 all is accepted, or there was nothing to accept, 2 some cannot be accepted, 1 error.

Examples:
  idcs-apps drift accept payments/ledger-sync --dry-run --no-secrets
  idcs-apps drift accept payments/ledger-sync --rights`,
  )
  .action(async (names: string[], _: unknown, command: Command) => {
    // The options of `drift` are accepted anywhere in the line, so those of both commands are one set.
    const { json, junit, team, secrets, ...options } = command.optsWithGlobals<DriftFlags & AcceptFlags>();
    const { CommandError } = await import("../errors/command-error.ts");
    if (json || junit !== undefined || team !== undefined)
      throw new CommandError("--json, --junit and --team are options of drift, not of drift accept: omit them.");
    const { accept } = await import("../drift/accept/accept.ts");
    const { readOutputsQuietly } = await import("../pulumi/pulumi.ts");
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

/** The flags of `drift`. */
interface DriftFlags {
  readonly stack: string;
  readonly team?: string;
  readonly json: boolean;
  readonly junit?: string;
  readonly secrets: boolean;
}
