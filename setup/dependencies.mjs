import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, SetupError } from "./command.mjs";
import { projectFolder } from "./places.mjs";

/**
 * Makes node_modules what package-lock.json says; does nothing where it already is. Not by `npm ci`, which removes all of
 * node_modules first, also where a single package is missing.
 */
export async function ensureDependencies() {
  if (areInstalled()) return;
  const { code, output } = await npm("installing the dependencies", [
    "install",
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ]);
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
 */
export function npm(label, args) {
  const started = process.env.npm_execpath;
  const [command, first] = started?.endsWith(".js") ? [process.execPath, [started]] : ["npm", []];
  return capture(label, command, [...first, ...args, "--loglevel=error"], { cwd: projectFolder });
}

/** npm keeps in node_modules the lock of what it installed there; optional packages of other platforms are missing in it. */
function areInstalled() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
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
    return JSON.parse(readFileSync(join(projectFolder, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}
