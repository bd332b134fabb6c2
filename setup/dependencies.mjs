import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, SetupError } from "./command.mjs";
import { projectFolder } from "./places.mjs";

/**
 * Makes node_modules what package-lock.json says; does nothing where it already is. Not by `npm ci`, which removes all of
 * node_modules first, also where a single package is missing.
 *
 * @param {string} [project]
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function ensureDependencies(project = projectFolder, env = process.env) {
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
 * Runs npm: the one that started us, else the one on PATH.
 *
 * @param {string} label
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function npm(label, args, { cwd = projectFolder, env = process.env } = {}) {
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
