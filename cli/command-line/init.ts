import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { packageFile } from "../../setup/places.mjs";
import { forges } from "../init/pipelines.ts";
import { print } from "./common.ts";

export const init = new Command("init")
  .argument("[folder]", "the repository's folder", ".")
  .addOption(new Option("--pipelines <forge>", "also write pipelines, for").choices(forges))
  .description(
    "write a repository that has only manifests: its program, plugin and command are those of the npm package",
  )
  .addHelpText(
    "after",
    `
package.json and .gitignore get what they lack; no other file is overwritten.

Exit code: 0 written, 1 error.

Examples:
  idcs-apps init
  idcs-apps init identity --pipelines github`,
  )
  .action(async (folder: string, { pipelines }: { pipelines?: (typeof forges)[number] }) => {
    const { init } = await import("../init/init.ts");
    const { renderInit } = await import("../init/render.ts");
    const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
    const done = init({ folder, pipelines, version });
    print(renderInit(done, { folder, here: relative(resolve("."), resolve(folder)) }));
  });
