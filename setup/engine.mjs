import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { capture, SetupError, say } from "./command.mjs";
import { cacheFolder, codeFolder } from "./places.mjs";
import { isAtLeast } from "./version.mjs";

/** The engine that is brought, and that all tests run with. */
export const engineVersion = "v3.274.1";

/** The oldest engine that is taken from PATH; a few tests run with it. */
export const oldestEngineVersion = "v3.200.0";

/** What is built: the folder of setup/engine that locks its modules, its package, and the linker's flags. */
const programsOf = (/** @type {string} */ version) => [
  {
    module: version === oldestEngineVersion ? "oldest-cli" : "cli",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
  },
  {
    module: "language-host",
    command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    ldflags: "",
  },
];

/**
 * A folder with the Pulumi CLI and its Node.js language host: the one on PATH if it is recent enough, else the one in
 * the user's cache, which is filled by Pulumi's official installer or, where that cannot be reached, built from Pulumi's
 * Go modules.
 *
 * @param {string} node the Node to run the installer with
 * @param {string} [cache]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export async function ensureEngine(node, cache = cacheFolder, env = process.env) {
  return (await engineOnPath(env)) ?? bringEngine(engineVersion, node, cache, env);
}

/**
 * As `ensureEngine`, with the oldest engine that is supported, whatever is on PATH.
 *
 * @param {string} node
 * @param {string} [cache]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export async function ensureOldestEngine(node, cache = cacheFolder, env = process.env) {
  return bringEngine(oldestEngineVersion, node, cache, env);
}

/**
 * @param {string} version
 * @param {string} node
 * @param {string} cache
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
async function bringEngine(version, node, cache, env) {
  const home = join(cache, "engine", version);
  const folder = join(home, "bin");
  if (holdsEngine(folder)) return folder;

  const obstacles = [];
  for (const bring of [installOfficially, buildFromModules]) {
    const work = newFolderIn(dirname(home));
    try {
      const obstacle = await bring(version, work, env, node);
      if (obstacle) {
        obstacles.push(obstacle);
        say(`  ${obstacle}`);
        continue;
      }
      if (!holdsEngine(folder)) {
        rmSync(home, { recursive: true, force: true });
        renameSync(work, home);
      }
      return folder;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  throw new SetupError(
    [
      `There is no Pulumi engine ${oldestEngineVersion} or newer on PATH, and none could be brought:`,
      ...obstacles.map((obstacle) => `  ${obstacle}`),
      "Install the Pulumi CLI (https://www.pulumi.com/docs/install) and run this again.",
    ].join("\n"),
  );
}

/**
 * The engine that commands would use now, without an installation: the one on PATH, else the one in the cache.
 *
 * @param {string} [cache]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ folder?: string, version?: string, problem?: string }>} `problem`: why the one on PATH is not used;
 *   no `folder`: there is none, and the first command that needs one brings it
 */
export async function findEngine(cache = cacheFolder, env = process.env) {
  const onPath = await inspectPath(env);
  if (onPath.folder !== undefined) return onPath;
  const folder = join(cache, "engine", engineVersion, "bin");
  return holdsEngine(folder) ? { ...onPath, folder, version: engineVersion } : onPath;
}

/** @param {NodeJS.ProcessEnv} env */
async function engineOnPath(env) {
  const { folder, problem } = await inspectPath(env);
  if (problem !== undefined) say(problem);
  return folder;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ folder?: string, version?: string, problem?: string }>}
 */
async function inspectPath(env) {
  const folder = (env.PATH ?? "").split(delimiter).find((entry) => existsSync(join(entry, "pulumi")));
  if (!folder) return {};
  const { code, output } = await capture("", join(folder, "pulumi"), ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = output.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !isAtLeast(version, oldestEngineVersion)) {
    const found = version || "broken";
    return {
      problem: `the pulumi on PATH (${join(folder, "pulumi")}) is ${found}: ${oldestEngineVersion} or newer is needed`,
    };
  }
  if (!holdsEngine(folder))
    return { problem: `the pulumi on PATH (${join(folder, "pulumi")}) has no pulumi-language-nodejs beside it` };
  return { folder, version };
}

/**
 * By Pulumi's installer, which `@pulumi/pulumi` carries.
 *
 * @param {string} version
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 * @returns {Promise<string | undefined>} the obstacle, if any
 */
async function installOfficially(version, root, env, node) {
  const { code, output } = await capture(
    `installing the Pulumi engine ${version} with Pulumi's installer`,
    node,
    [join(codeFolder, "setup", "engine", "official-installer.mjs"), root, version],
    { cwd: codeFolder, env, timeout: 600_000 },
  );
  return code === 0 ? undefined : `Pulumi's installer failed: ${reason(output)}`;
}

/**
 * By the Go toolchain, from the modules that setup/engine locks.
 *
 * @param {string} version
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} the obstacle, if any
 */
async function buildFromModules(version, root, env) {
  if ((await capture("", "go", ["version"], { env })).code !== 0)
    return "There is no Go toolchain (1.26.6 or newer) to build it with.";
  say("building the Pulumi engine from its Go modules, once per user (two to six minutes)");
  for (const { module, command, ldflags } of programsOf(version)) {
    const program = basename(command);
    const { code, output } = await capture(
      `  ${program}`,
      "go",
      ["build", "-buildvcs=false", "-trimpath", `-ldflags=-s -w ${ldflags}`, "-o", join(root, "bin", program), command],
      { cwd: join(codeFolder, "setup", "engine", module), env: { ...env, GOFLAGS: "-mod=readonly" } },
    );
    if (code !== 0) return `Building ${program} failed: ${reason(output)}`;
  }
  return undefined;
}

/** @param {string} folder */
function holdsEngine(folder) {
  return programsOf(engineVersion).every(({ command }) => existsSync(join(folder, basename(command))));
}

/** @param {string} parent */
function newFolderIn(parent) {
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "work-"));
}

/** The line of a failed command's output that says why. @param {string} output */
function reason(output) {
  const lines = output.split("\n").filter((line) => line.trim());
  return (lines.find((line) => /error|ENOTFOUND|ECONNREFUSED|cannot|failed/i.test(line)) ?? lines.at(-1) ?? "").trim();
}
