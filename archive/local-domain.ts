import { Command } from "commander";
import { bundleLocalDomain } from "./bundle-local-domain.ts";

await new Command("local-domain-bundle")
  .description("Writes the local identity domain into a folder that runs without this repository, for its container.")
  .argument("<folder>", "where to write it")
  .action((folder: string) => bundleLocalDomain(folder))
  .parseAsync();
