import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { capture, SetupError } from "../setup/command.mjs";
import { nodeFor } from "../setup/node.mjs";

/** What Node looks for in its own binary, to know that a program is in it. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * Prepares a program of one CommonJS file for `writeExecutable`. Without a snapshot and a code cache, which only the platform that
 * made them can read.
 *
 * @param assets files that the program reads by `getAsset`, by their names
 * @returns the file that is to be put into a Node binary
 * @see https://nodejs.org/docs/latest-v22.x/api/single-executable-applications.html
 */
export async function prepareProgram(
  program: string,
  work: string,
  assets: Readonly<Record<string, string>> = {},
): Promise<string> {
  const config = join(work, "sea-config.json");
  const output = join(work, "program.blob");
  await writeFile(
    config,
    JSON.stringify({
      main: program,
      output,
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      useCodeCache: false,
      assets,
    }),
  );
  await run(await nodeFor(`${process.platform}-${process.arch}`), ["--experimental-sea-config", config]);
  return output;
}

/**
 * Writes a Node binary that runs a prepared program, and nothing else.
 *
 * @param platform the binary's platform in Node's words: `linux-arm64`
 */
export async function writeExecutable(file: string, platform: string, program: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await copyFile(await nodeFor(platform), file);
  await chmod(file, 0o755);
  const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
  await run(process.execPath, [postject, file, "NODE_SEA_BLOB", program, "--sentinel-fuse", fuse]);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await capture("", command, args);
  if (code !== 0) throw new SetupError(`${command} ${args.join(" ")} failed (exit ${code}):\n${output.trim()}`);
}
