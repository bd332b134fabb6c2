import { findEngine, oldestEngineVersion } from "../../../setup/engine.mjs";
import { ownCommand } from "../../../setup/own-command.mjs";
import { ok, type Result, warning } from "../check.ts";

/** The engine that was found. */
export interface FoundEngine {
  readonly folder: string;
  /** For example `v3.274.1`. */
  readonly version: string;
}

/** The engine that commands use, if there is one. Nothing is installed. */
export async function checkEngine(
  env: NodeJS.ProcessEnv,
  cache: string | undefined,
): Promise<{ readonly result: Result; readonly engine?: FoundEngine }> {
  const { folder, version, problem } = await findEngine(cache, env);
  if (folder === undefined || version === undefined) {
    const found = problem ?? "there is no Pulumi engine on PATH, and none in the cache of this project";
    const fix = `The first command that needs one brings it, for example \`${ownCommand("start")}\`; or install the Pulumi CLI.`;
    return { result: warning(found, fix) };
  }
  const engine = { folder, version };
  if (problem !== undefined)
    return {
      result: warning(
        `${version}, from the cache of this project: ${problem}`,
        `Use \`${ownCommand("pulumi", "<command>")}\`, or update the one on PATH.`,
      ),
      engine,
    };
  return { result: ok(`${version}; ${oldestEngineVersion} or newer is needed`), engine };
}
