import { Command } from "commander";
import { print } from "./common.ts";

export const check = new Command("check")
  .description("check all manifests and environments, without a request")
  .option("--base <revision>", "the git revision to compare with, for what a change would delete (default: HEAD)")
  .option("--json", "print JSON instead of text", false)
  .addHelpText(
    "after",
    `
Exit code: 0 no problems, 1 error: there are problems.

Examples:
  idcs-apps check
  idcs-apps check --base HEAD --json`,
  )
  .action(async ({ json, ...options }: { base?: string; json: boolean }) => {
    const { check, checked } = await import("../check.ts");
    print(json ? JSON.stringify(checked(".", options), undefined, 2) : check(".", options));
  });
