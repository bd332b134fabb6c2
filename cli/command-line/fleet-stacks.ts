import { Command } from "commander";
import { collected, confirmation, environment as environmentOption, note } from "./common.ts";

// `fleet split` and `fleet join`: from one stack to a stack for each team, and back.

/** The flags of both commands. */
interface MoveFlags {
  readonly env: string;
  readonly team?: string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
}

const exitCodes =
  "Exit code: 0 moved, or there was nothing to move, 2 it would be moved, or the next `up` changes more than tags, 1 error.";

/** `idcs-apps fleet split`: moves the state of an environment's teams to stacks of their own. */
export const split = command(
  "split",
  "move the state of an environment's one stack to a stack for each team: every client is kept",
).addHelpText(
  "after",
  `
${exitCodes}

Examples:
  idcs-apps fleet split --env prod --dry-run
  idcs-apps fleet split --env prod
  idcs-apps fleet split --env prod --team payments --team environment --yes`,
);

/** `idcs-apps fleet join`: moves the state of teams' stacks back to the environment's one stack. */
export const join = command(
  "join",
  "move the states of the teams' stacks back to the environment's one stack: every client is kept",
).addHelpText(
  "after",
  `
${exitCodes}

Examples:
  idcs-apps fleet join --env prod --dry-run
  idcs-apps fleet join --env prod --yes`,
);

function command(direction: "split" | "join", description: string): Command {
  return new Command(direction)
    .description(description)
    .requiredOption(...environmentOption)
    .option(
      "-t, --team <team>",
      "only this team, or `environment`: what its file declares; may be given several times",
      collected,
    )
    .option("--dry-run", "show what would be moved, and move nothing", false)
    .option("-y, --yes", "move without asking", false)
    .action(async ({ env: environment, team: parts = [], yes, dryRun }: MoveFlags) => {
      const { moveParts } = await import("../team-stacks/move.ts");
      const { withPulumiStacks } = await import("../team-stacks/pulumi-stacks.ts");
      const moved = await withPulumiStacks({ folder: ".", environment, env: process.env }, (stacks) =>
        moveParts({ environment, direction, parts, yes, dryRun, stacks, print: note, confirm: confirmation() }),
      );
      const isMore = moved.previews.some(({ others, failed }) => others.length > 0 || failed !== undefined);
      if (isMore || (dryRun && moved.parts.length > 0)) process.exitCode = 2;
    });
}
