import { Command } from "commander";
import { print } from "./common.ts";

export const start = new Command("start")
  .description("run the local identity domain, provision the stack dev in it, get a token")
  .addHelpText(
    "after",
    `
Exit code: 0 there is a token, 1 error.

Examples:
  idcs-apps start`,
  )
  .action(async () => (await import("../start.ts")).start(print));
