import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { bundleLocalDomain } from "./bundle-local-domain.ts";
import { prepareProgram, writeExecutable } from "./executable.ts";
import { libraryName } from "./lmdb-library.ts";

await new Command("local-domain-executable")
  .description("Writes the local identity domain for this platform, to run without this repository.")
  .argument("[folder]", "where to write it", "plugin-archives")
  .option("--bundle", "for a Node that is there: one file and the database's library, instead of an executable")
  .action(async (folder: string, { bundle = false }: { bundle?: boolean }) => {
    if (bundle) await bundleLocalDomain(folder);
    else await writeLocalDomain(folder);
  })
  .parseAsync();

async function writeLocalDomain(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "idcs-apps-archive-"));
  try {
    const { program, library } = await bundleLocalDomain(work);
    const prepared = await prepareProgram(program, work, { [libraryName]: library });
    const file = join(folder, "idcs-local-domain");
    await writeExecutable(file, `${process.platform}-${process.arch}`, prepared);
    console.log(file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
