import { Command } from "commander";
import { auth, authenticationOf, collected, note, print, profile, progress } from "./common.ts";

export const adopt = new Command("adopt")
  .argument("[applications...]")
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
  .option("--json", "print what was done as JSON instead of text", false)
  .option(...auth)
  .option(...profile)
  .addHelpText(
    "after",
    `
Exit code: 0 all are in the manifest, 2 some cannot be adopted, 1 error.

Examples:
  idcs-apps adopt shop-api --team shop --owner shop@example.com --dry-run --json
  idcs-apps adopt --prefix payments- --team payments
  idcs-apps adopt --from-state state.json --team payments`,
  )
  .action(async (names: string[], { auth, profile, json, ...options }: AdoptFlags) => {
    const authentication = authenticationOf({ auth, profile });
    const { adopt } = await import("../adopt/adopt.ts");
    const isComplete = await progress("Reading the applications", () =>
      adopt({
        ...options,
        names,
        authentication,
        folder: ".",
        print: json ? () => {} : print,
        warn: note,
        ...(json && { report: (adoption) => print(JSON.stringify(adoption, undefined, 2)) }),
      }),
    );
    // What cannot be adopted is no failure of the command: 1 stands for that.
    if (!isComplete) process.exitCode = 2;
  });

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
  readonly json: boolean;
  readonly auth?: string;
  readonly profile?: string;
}
