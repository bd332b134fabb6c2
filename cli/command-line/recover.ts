import { Command } from "commander";
import { confirmation, note, stack } from "./common.ts";

export const recover = new Command("recover")
  .description("make a stack usable again after its `pulumi up` was killed")
  .option(...stack)
  .option("-y, --yes", "break the lock of a dead process without asking", false)
  .addHelpText(
    "after",
    `
Exit code: 0 the stack is usable, 1 error.

Examples:
  idcs-apps recover --stack dev
  idcs-apps recover --stack dev --yes`,
  )
  .action(async (options: { stack: string; yes: boolean }) => {
    const { recover } = await import("../recover.ts");
    await recover({ ...options, print: note, confirm: confirmation() });
  });
