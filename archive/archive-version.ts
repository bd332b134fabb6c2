import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The version of the archives: a pre-release of the version of `@pulumi/oci` whose types the plugin has, with the version of this
 * project, such as `4.20.0-idcs-apps.0.1.0`. No program gets it that does not ask for it: docs/decisions/0022-plugin-archive.md.
 */
export function archiveVersion(): string {
  const types = createRequire(import.meta.url).resolve("@pulumi/oci/package.json");
  return `${versionIn(types)}-idcs-apps.${versionIn(new URL("../package.json", import.meta.url))}`;
}

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
