import { createRequire } from "node:module";

/**
 * The version of the archives: a pre-release of the version of `@pulumi/oci` whose types the plugin has, with the version of this
 * project, such as `4.20.0-idcs-apps.0.1.0`. No program gets it that does not ask for it: docs/decisions/0022-plugin-archive.md.
 */
export function archiveVersion(): string {
  const require = createRequire(import.meta.url);
  const { version: types } = require("@pulumi/oci/package.json") as { version: string };
  const { version: own } = require("../package.json") as { version: string };
  return `${types}-idcs-apps.${own}`;
}
