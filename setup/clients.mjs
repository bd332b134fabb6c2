import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { bringChromium, chromiumIn, chromiumOnPath, chromiumVersion } from "./chromium.mjs";
import { capture } from "./command.mjs";
import { cacheFolder, projectFolder } from "./places.mjs";

/**
 * What the tests of test/clients run beside the npm packages: each is there, or says why it is not.
 *
 * @typedef {{ bin: string } | { missing: string }} PythonClients `bin` holds `python`, `oci`, `schemathesis`
 * @typedef {import("./chromium.mjs").Chromium | { missing: string }} Browser
 * @typedef {{ python: PythonClients, chromium: Browser }} Clients
 */

const requirements = join(projectFolder, "test", "clients", "python", "requirements.txt");

/** Whether test/clients is among the tests that arguments of vitest name; without a name it runs them all. */
export function areClientsNamed(/** @type {readonly string[]} */ args) {
  const names = args.filter((arg) => !arg.startsWith("-")).map((arg) => arg.replace(/^\.\/|\/$/g, ""));
  return names.length === 0 || names.some((name) => "test/clients/".includes(name) || name.includes("test/clients/"));
}

/**
 * Brings the clients of test/clients into the user's cache, once for each set of versions.
 *
 * @returns {Promise<Clients>}
 */
export async function ensureClients() {
  return { python: await ensurePythonClients(), chromium: await ensureChromium() };
}

/** @returns {Promise<PythonClients>} */
async function ensurePythonClients() {
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const installed = await installOnce(`python-${version}`, async (folder) => {
    const made = await capture("", "python3", ["-m", "venv", folder]);
    if (made.code === 127) return "there is no python3";
    if (made.code !== 0) return `python3 makes no virtual environment (${lastLine(made.output)})`;
    const { code, output } = await capture(
      "installing the clients in Python that the tests use, once per user",
      join(folder, "bin", "pip"),
      ["install", "--disable-pip-version-check", "-q", "--prefer-binary", "--no-compile", "-r", requirements],
    );
    return code === 0 ? undefined : `pip cannot install the clients (${lastLine(output)})`;
  });
  return "missing" in installed ? installed : { bin: join(installed.folder, "bin") };
}

/** @returns {Promise<Browser>} */
async function ensureChromium() {
  const own = await chromiumOnPath();
  if (own) return own;
  const installed = await installOnce(`chromium-${chromiumVersion}`, bringChromium);
  return "missing" in installed ? installed : chromiumIn(installed.folder);
}

/**
 * Fills a folder of its own and, when that is done, gives it its name by a link: what is found under a name is whole, and
 * its path, which virtual environments have written into them, never changes.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<string | undefined>} bring returns the obstacle, if any
 * @returns {Promise<{ folder: string } | { missing: string }>}
 */
async function installOnce(name, bring) {
  const home = join(cacheFolder, "clients", name);
  if (existsSync(home)) return { folder: realpathSync(home) };
  mkdirSync(dirname(home), { recursive: true });
  const work = mkdtempSync(`${home}-`);
  let isWhole = false;
  try {
    const missing = await bring(work);
    if (missing) return { missing };
    rmSync(home, { force: true });
    symlinkSync(basename(work), home);
    isWhole = true;
    return { folder: realpathSync(home) };
  } finally {
    if (!isWhole) rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split("\n").at(-1) ?? "";
}
