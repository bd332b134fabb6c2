import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { isPackage } from "../../../setup/places.mjs";
import { oneLine } from "../../../wording/one-line.ts";
import { codeOf } from "../../project/installed-package.ts";
import { failed, ok, type Result, warning } from "../check.ts";

/** When a plugin that has not started is given up, in milliseconds. */
const longestStart = 30_000;

const projectFile = z.object({
  plugins: z
    .object({ providers: z.array(z.object({ name: z.string(), path: z.string().optional() })).optional() })
    .optional(),
});

/** Whether Pulumi finds this project's plugin, and the plugin starts. */
export async function checkPlugin(folder: string, env: NodeJS.ProcessEnv): Promise<Result> {
  const other = env.OCI_PROVIDER_PLUGIN;
  if (other)
    return warning(
      `OCI_PROVIDER_PLUGIN names ${other}: the plugin there is used instead of this project's`,
      "Unset OCI_PROVIDER_PLUGIN, unless you compare the two.",
    );
  const { plugins } = projectFile.parse(parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")));
  const path = plugins?.providers?.find(({ name }) => name === "oci")?.path;
  if (path === undefined)
    return warning(
      "Pulumi.yaml names no plugin for the package oci: Pulumi takes the official one",
      `Put the lines \`plugins: { providers: [{ name: oci, path: ${pathOfPlugin(folder)} }] }\` back, unless that is intended.`,
    );
  const file = join(folder, path, "pulumi-resource-oci");
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return failed(
      `${join(path, "pulumi-resource-oci")} is not there, or not executable`,
      `\`${isPackage ? "npm ci" : `git checkout ${path}`}\` brings it back; \`chmod +x\` makes it executable.`,
    );
  }
  const started = await start(file, env);
  return started.isUp
    ? ok(`${path} of this project; it starts`)
    : failed(
        `${path} of this project does not start: ${started.said}`,
        "`npm ci` installs what it needs; the message says what is missing.",
      );
}

/** The plugin's folder, as Pulumi.yaml names it. */
function pathOfPlugin(folder: string): string {
  return `./${relative(folder, join(codeOf(folder), "provider"))}`;
}

/** Starts the plugin as the engine does: it prints its port, and ends when its standard input ends. */
function start(file: string, env: NodeJS.ProcessEnv): Promise<{ readonly isUp: boolean; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, [], { env, stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    let output = "";
    const timer = setTimeout(() => child.kill(), longestStart);
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes("\n")) child.stdin.end();
    });
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.on("error", (error) => {
      said += error.message;
    });
    child.on("close", () => {
      clearTimeout(timer);
      resolve({ isUp: /^\d+\n/.test(output), said: oneLine(said, 300) || "it says nothing" });
    });
  });
}
