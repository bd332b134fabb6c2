import { statSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { quote } from "../wording/quote.ts";
import { archiveVersion } from "./archive-version.ts";
import { platforms, writeArchives } from "./write-archives.ts";

const names = platforms.map(({ name }) => name);

await new Command("plugin-archive")
  .description("Writes the plugin as archives that `pulumi plugin install` takes, with their checksums.")
  .argument("[folder]", "where to write them", "plugin-archives")
  .option("--platform <platform...>", `for which platforms: ${names.join(", ")} (default: all)`)
  .action(async (folder: string, { platform: wanted = names }: { platform?: readonly string[] }, command: Command) => {
    for (const name of wanted)
      if (!names.includes(name))
        command.error(`error: there is no archive for ${quote(name)}: only for ${names.join(", ")}.`);
    const written = await writeArchives(
      folder,
      platforms.filter(({ name }) => wanted.includes(name)),
    );
    for (const name of written) {
      const file = join(folder, name);
      console.log(`${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
    }
    console.log(`pulumi plugin install resource oci ${archiveVersion()} --file <archive>`);
  })
  .parseAsync();
