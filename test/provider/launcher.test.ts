import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// A machine whose PATH and cache hold what a test puts there.

const launcher = fileURLToPath(new URL("../../provider/pulumi-resource-oci", import.meta.url));
let machine: string;
let path: string;
let cache: string;

beforeAll(() => {
  machine = mkdtempSync(join(tmpdir(), "launcher-"));
  path = join(machine, "bin");
  cache = join(machine, "cache");
  mkdirSync(path);
  mkdirSync(join(cache, "idcs-apps/node/bin"), { recursive: true });
});
afterAll(() => rmSync(machine, { recursive: true }));

/** A Node.js that says its version, and prints its arguments when it is to run something. */
function install(version: string, folder: string): void {
  const file = join(folder, "node");
  writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && echo ${version} || echo "${version} $*"\n`);
  chmodSync(file, 0o755);
}

function launch(): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync("/bin/sh", [launcher, "engine:1"], {
    encoding: "utf8",
    env: { PATH: path, XDG_CACHE_HOME: cache },
  });
  return { status, stdout: stdout.replace(/\S+(?=main\.ts)/, ""), stderr };
}

describe("the launcher", () => {
  it("says how to get a Node.js if there is none", () => {
    for (const version of ["v20.20.1", "v22.17.9", "v6.0.0", "nonsense"]) {
      install(version, path);
      expect(launch()).toEqual({
        status: 1,
        stdout: "",
        stderr:
          'The plugin "oci" of this project needs Node.js 22.18 or later: run `npm start` (`npx idcs-apps start`) once, which installs one, or install it yourself.\n',
      });
    }
  });

  it("uses the Node.js in the cache if the one on PATH is too old", () => {
    install("v20.20.1", path);
    install("v24.1.0", join(cache, "idcs-apps/node/bin"));
    expect(launch().stdout).toBe("v24.1.0 --disable-warning=ExperimentalWarning main.ts engine:1\n");
  });

  it("uses the Node.js on PATH if it is recent enough", () => {
    for (const version of ["v22.18.0", "v23.0.0", "v100.0.0"]) {
      install(version, path);
      expect(launch().stdout).toBe(`${version} --disable-warning=ExperimentalWarning main.ts engine:1\n`);
    }
  });

  it("starts a plugin that prints its port and ends when the engine does", async () => {
    const main = fileURLToPath(new URL("../../provider/main.ts", import.meta.url));
    const plugin = spawn(process.execPath, [main, "engine:1"], { stdio: ["pipe", "pipe", "pipe"] });
    const ended = new Promise((resolve) => plugin.once("exit", resolve));
    const line = await new Promise((resolve) => plugin.stdout.once("data", (data) => resolve(String(data))));
    expect(line).toMatch(/^\d+\n$/);
    plugin.stdin.end();
    expect(await ended).toBe(0);
  });
});
