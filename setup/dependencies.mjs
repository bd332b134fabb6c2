import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, SetupError } from "./command.mjs";
import { codeFolder } from "./places.mjs";

/**
 * Makes node_modules what package-lock.json says; does nothing where it already is. Not by `npm ci`, which removes all of
 * node_modules first, also where a single package is missing.
 *
 * @param {string} [project]
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function ensureDependencies(project = codeFolder, env = process.env) {
  if (areInstalled(project)) return;
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await npm("installing the dependencies", args, { cwd: project, env });
  if (code !== 0) {
    throw new SetupError(
      `npm install failed (exit ${code}):\n${output.trim()}\nIt needs npm and a reachable package registry; run it again.`,
    );
  }
}

/**
 * Installs one package into a folder, without the packages that it depends on. npm refuses a package whose content does
 * not have the checksum.
 *
 * @param {string} label
 * @param {{ name: string, version: string, integrity: string }} locked as package-lock.json would lock it
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 */
export function installLocked(label, { name, version, integrity }, folder, env = process.env) {
  const dependencies = { [name]: version };
  const packages = { "": { dependencies }, [`node_modules/${name}`]: { version, integrity } };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  return npm(label, ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"], { env });
}

/**
 * Runs npm: the one that started us, else the one on PATH.
 *
 * @param {string} label
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function npm(label, args, { cwd = codeFolder, env = process.env } = {}) {
  const started = env.npm_execpath;
  const [command, first] = started?.endsWith(".js") ? [process.execPath, [started]] : ["npm", []];
  return capture(label, command, [...first, ...args, "--loglevel=error"], { cwd, env });
}

/** npm keeps in node_modules the lock of what it installed there; optional packages of other platforms are missing in it. @param {string} project */
function areInstalled(project) {
  const wanted = packagesOf(join(project, "package-lock.json"));
  const installed = packagesOf(join(project, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([folder, entry]) => folder === "" || entry.optional || installed[folder]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
