import { Command } from "commander";
import type { Asked } from "../review/write.ts";
import { collected, print } from "./common.ts";

export const review = new Command("review")
  .description("what a pull request changes about access, without a key, a state or a connection")
  .requiredOption("--base <revision>", "the git revision into which it is to be merged; its environments are trusted")
  .requiredOption("--head <revision>", "the git revision of the pull request; nothing of it runs")
  .option(
    "--catalog <environment=file>",
    "the catalogue of an environment's domain, from export-seed; may be repeated",
    collected,
  )
  .option("--approved-by <name>", "who has approved the pull request; may be repeated", collected)
  .option("--markdown <file>", "write a comment for the pull request")
  .option("--sarif <file>", "write a SARIF file")
  .option("--github", "annotate the files in a GitHub workflow", false)
  .option("--json", "print JSON instead of text", false)
  .addHelpText(
    "after",
    `
Exit code: 0 nothing to object, 2 refused: there are problems, 1 error.

Examples:
  idcs-apps review --base origin/main --head HEAD
  idcs-apps review --base origin/main --head HEAD --catalog dev=catalog/dev.json --markdown comment.md --github`,
  )
  .action(async (flags: Omit<Asked, "root">) => {
    const { reviewAndWrite } = await import("../review/write.ts");
    const { output, refused } = await reviewAndWrite({ root: ".", ...flags });
    print(output);
    if (refused) process.exitCode = 2;
  });
