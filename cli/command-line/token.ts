import { Command } from "commander";
import { outputsOf, print, stack } from "./common.ts";

export const token = new Command("token")
  .argument("<client>")
  .description("get a token as <team>/<client> and show its claims, not the token")
  .option(...stack)
  .addHelpText(
    "after",
    `
Exit code: 0 there is a token, 1 error.

Examples:
  idcs-apps token payments/ledger-sync`,
  )
  .action(async (client: string, options: { stack: string }) => {
    const { describeToken } = await import("../token.ts");
    print(await describeToken(await outputsOf(options.stack), client));
  });
