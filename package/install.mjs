// npm install in this folder, which Pulumi's Node host runs after it has cloned the repository: the components are those of the
// project, so that its dependencies are installed, unless they are there.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** @param {string} name */
function isInstalled(name) {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`) !== "";
  } catch {
    return false;
  }
}

if (!["@pulumi/pulumi", "@pulumi/oci", "zod", "yaml"].every(isInstalled)) {
  const project = join(import.meta.dirname, "..");
  const args = ["ci", "--prefix", project, "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
