import { Command } from "commander";
import { join, split } from "./fleet-stacks.ts";

export const fleet = new Command("fleet").description("commands for all stacks of an environment").addHelpText(
  "after",
  `
Exit code: 0 all right, 2 see the command, 1 error.

Examples:
  idcs-apps fleet split --env prod --dry-run`,
);
for (const command of [split, join]) fleet.addCommand(command);
