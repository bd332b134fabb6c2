import { createRequire } from "node:module";

/** What the version is in an archive, for which the bundler puts a string in its place; elsewhere it does not exist. */
declare const ARCHIVED_PLUGIN_VERSION: string | undefined;

/**
 * The version that the plugin says it has: in an archive that of the archive, elsewhere that of the installed `@pulumi/oci`, of which
 * it is a part.
 */
export const pluginVersion: string =
  typeof ARCHIVED_PLUGIN_VERSION === "string"
    ? ARCHIVED_PLUGIN_VERSION
    : createRequire(import.meta.url)("@pulumi/oci/package.json").version;
