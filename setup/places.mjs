import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the folder that holds Pulumi.yaml. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** What setup installs once per user, outside the checkout: `$XDG_CACHE_HOME/idcs-apps`, by default `~/.cache/idcs-apps`. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "idcs-apps");
