import { resolve } from "node:path";
import { Argument, Command } from "commander";
import { codeFolder } from "../../setup/places.mjs";
import { type Shell, shells } from "../completion/scripts.ts";
import { print } from "./common.ts";

export const completion = new Command("completion")
  .addArgument(new Argument("<shell>", "the shell").choices(shells))
  .description("print a script that completes commands, options, and the names of teams, clients and stacks")
  .addHelpText(
    "after",
    `
Exit code: 0 printed, 1 error.

Examples:
  idcs-apps completion bash
  idcs-apps completion zsh
  idcs-apps completion fish`,
  )
  .action(async (shell: Shell) => {
    const { completionScript } = await import("../completion/scripts.ts");
    print(completionScript(shell, { project: resolve("."), code: codeFolder, node: process.execPath }).trimEnd());
  });

/** What a completion script calls: prints one candidate in each line. It is in no help. */
export const complete = new Command("complete")
  .argument("[words...]", "what stands behind idcs-apps; the last word is being written")
  .option("--folder <path>", "the project's folder", ".")
  .action(async (words: string[], { folder }: { folder: string }, command: Command) => {
    const { candidates } = await import("../completion/candidates.ts");
    const { projectNames } = await import("../completion/project-names.ts");
    const program = command.parent;
    const found = program === null ? [] : candidates(program, words, (kind) => projectNames(folder, kind));
    if (found.length > 0) print(found.join("\n"));
  });
