import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const main = fileURLToPath(new URL("../provider/main.ts", import.meta.url));

/**
 * Writes the plugin with all that it imports into one CommonJS file. Oracle's library is in it, and runs when it is first needed.
 *
 * @param version what the plugin says about itself
 */
export async function bundlePlugin(file: string, version: string): Promise<void> {
  await build({
    input: main,
    platform: "node",
    logLevel: "warn",
    transform: { define: { ARCHIVED_PLUGIN_VERSION: JSON.stringify(version) } },
    output: { file, format: "cjs", codeSplitting: false },
  });
}
