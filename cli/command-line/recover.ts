import { Command } from "commander";
import { confirmation, print, stack } from "./common.ts";

export const recover = new Command("recover")
  .description("make a stack usable again after its `pulumi up` was killed")
  .option(...stack)
  .option("-y, --yes", "break the lock of a dead process without asking", false)
  .action(async (options: { stack: string; yes: boolean }) => {
    const { recover } = await import("../recover.ts");
    await recover({ ...options, print, confirm: confirmation() });
  });
