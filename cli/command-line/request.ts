import { Command, Option } from "commander";
import { flags } from "../request/answers/flags.ts";
import { canAsk, collected, print } from "./common.ts";

export const request = new Command("request")
  .description(
    "request an OAuth client: write its team's manifest, for a pull request; asks for what the flags leave open",
  )
  .option("--dry-run", "show the manifest instead of writing it", false)
  .addHelpText(
    "after",
    `
Exit code: 0 written, 1 error, 130 the questions were interrupted.

Examples:
  idcs-apps request
  idcs-apps request --team payments --name cash-sync --description "Moves cash" --service integration --instance finance --role ServiceInvoker --grant-type client_credentials --environment dev --dry-run`,
  );
for (const { name, value, repeatable, text } of Object.values(flags)) {
  const option = new Option([name, value].join(" "), text);
  request.addOption(repeatable ? option.argParser<string[]>(collected) : option);
}
request.action(async ({ dryRun, ...given }: { dryRun: boolean }) => {
  const { projectIn } = await import("../project/project.ts");
  const { request } = await import("../request/request.ts");
  await request({
    given,
    isDryRun: dryRun,
    project: projectIn("."),
    prompts: canAsk() ? await import("@clack/prompts") : undefined,
    print,
  });
});
