import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of this project's code: the checkout or, in the npm package, `dist/`, which mirrors the checkout. The folder with
 * Pulumi.yaml and the manifests is another thing: the working directory.
 */
export const codeFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Whether this is the npm package: its TypeScript is compiled, because Node runs none in node_modules. */
export const isPackage = !existsSync(join(codeFolder, "index.ts"));

/** The file that says the version of this project. */
export const packageFile = join(isPackage ? dirname(codeFolder) : codeFolder, "package.json");

/**
 * The path of a program of this project that Node can run.
 *
 * @param {string} source its path in the checkout, such as `cli/main.ts`
 * @param {string} [folder] that of the code
 */
export function programFile(source, folder = codeFolder) {
  return join(folder, isPackage ? source.replace(/\.ts$/, ".js") : source);
}

/** What setup installs once per user, outside the checkout: `$XDG_CACHE_HOME/idcs-apps`, by default `~/.cache/idcs-apps`. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "idcs-apps");
