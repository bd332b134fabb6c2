import { Command } from "commander";
import { print } from "./common.ts";

export const check = new Command("check")
  .description("check all manifests and environments, without a request")
  .option("--base <revision>", "the git revision to compare with, for what a change would delete (default: HEAD)")
  .action(async (options: { base?: string }) => print((await import("../check.ts")).check(".", options)));
