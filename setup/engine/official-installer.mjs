// Runs Pulumi's own installer of the CLI: node official-installer.mjs <folder> <version>
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

const [root, version] = process.argv.slice(2);
if (!root || !version) throw new TypeError("usage: official-installer.mjs <folder> <version>");
try {
  await PulumiCommand.install({ root, version: new SemVer(version) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
