import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineVersion, ensureEngine, ensureOldestEngine, oldestEngineVersion } from "../../setup/engine.mjs";
import { createMachine, type Machine } from "./machine.ts";

/** Installs a Pulumi CLI of a version, with its language host. */
function installEngine(machine: Machine, folder: string, version: string = engineVersion): string {
  machine.program(join(folder, "pulumi"), `echo ${version}`);
  machine.program(join(folder, "pulumi-language-nodejs"), "");
  return folder;
}

/** Stand-ins for the Node that runs Pulumi's installer, and for Go: both fill the folder that they are given. */
const installs = 'mkdir "$2/bin" && touch "$2/bin/pulumi" "$2/bin/pulumi-language-nodejs" "$2/bin/by-the-installer"';
const noNetwork = 'echo "Error: getaddrinfo ENOTFOUND get.pulumi.com" >&2; exit 1';
const builds =
  'while [ $# -gt 0 ]; do [ "$1" = -o ] && mkdir -p "$(dirname "$2")" && touch "$2"; shift; done; echo "go version go1.26.6"';

const cachedIn = ({ cache }: Machine) => join(cache, "engine", engineVersion, "bin");

describe("the engine on PATH", () => {
  it.each([oldestEngineVersion, engineVersion, "v3.200.1", "v3.999.0", "v4.0.0"])(
    "is taken if it is %s",
    async (version) => {
      const machine = createMachine();
      installEngine(machine, machine.bin, version);
      expect(await ensureEngine("no-node", machine.cache, machine.env)).toBe(machine.bin);
      expect(machine.said()).toEqual([""]);
      expect(existsSync(machine.cache)).toBe(false);
    },
  );

  it.each([
    ["is v3.199.9", "echo v3.199.9", `is v3.199.9: ${oldestEngineVersion} or newer is needed`],
    ["warns and is v3.1.0", "echo warning: old; echo v3.1.0", `is v3.1.0: ${oldestEngineVersion} or newer is needed`],
    ["does not run", "exit 1", `is broken: ${oldestEngineVersion} or newer is needed`],
  ])("is not taken if it %s", async (_, script, reason) => {
    const machine = createMachine();
    installEngine(machine, machine.bin);
    machine.program(join(machine.bin, "pulumi"), script);
    installEngine(machine, cachedIn(machine));
    expect(await ensureEngine("no-node", machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(machine.said()).toEqual([`the pulumi on PATH (${join(machine.bin, "pulumi")}) ${reason}`]);
  });

  it("is not taken without its language host", async () => {
    const machine = createMachine();
    machine.program(join(machine.bin, "pulumi"), `echo ${engineVersion}`);
    installEngine(machine, cachedIn(machine));
    expect(await ensureEngine("no-node", machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(machine.said()).toEqual([
      `the pulumi on PATH (${join(machine.bin, "pulumi")}) has no pulumi-language-nodejs beside it`,
    ]);
  });
});

describe("the engine in the cache", () => {
  it("is taken as it is, without a word", async () => {
    const machine = createMachine();
    installEngine(machine, cachedIn(machine));
    expect(await ensureEngine("no-node", machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(machine.said()).toEqual([""]);
  });

  it.each(["pulumi", "pulumi-language-nodejs"])("is replaced if it holds %s only", async (program) => {
    const machine = createMachine();
    machine.program(join(cachedIn(machine), program), "echo half");
    const node = machine.program(join(machine.bin, "node"), installs);
    expect(await ensureEngine(node, machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(readdirSync(cachedIn(machine))).toEqual(["by-the-installer", "pulumi", "pulumi-language-nodejs"]);
    expect(readFileSync(join(cachedIn(machine), program), "utf8")).toBe("");
  });

  it("comes from Pulumi's installer, which gets the folder and the version", async () => {
    const machine = createMachine();
    const node = machine.program(join(machine.bin, "node"), `echo "$3" > "${machine.bin}/version"; ${installs}`);
    expect(await ensureEngine(node, machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(machine.said()[0]).toBe(`installing the Pulumi engine ${engineVersion} with Pulumi's installer …`);
    expect(readFileSync(join(machine.bin, "version"), "utf8")).toBe(`${engineVersion}\n`);
    expect(readdirSync(join(machine.cache, "engine"))).toEqual([engineVersion]);
  });

  it("is built with Go where Pulumi's installer fails, and says why it failed", async () => {
    const machine = createMachine();
    const node = machine.program(join(machine.bin, "node"), noNetwork);
    machine.program(join(machine.bin, "go"), builds);
    expect(await ensureEngine(node, machine.cache, machine.env)).toBe(cachedIn(machine));
    expect(machine.said()).toEqual(
      expect.arrayContaining([
        "  Pulumi's installer failed: Error: getaddrinfo ENOTFOUND get.pulumi.com",
        "building the Pulumi engine from its Go modules, once per user (two to six minutes)",
      ]),
    );
    expect(readdirSync(cachedIn(machine))).toEqual(["pulumi", "pulumi-language-nodejs"]);
  });

  it.each([
    ["there is no Go", undefined, "There is no Go toolchain (1.26.6 or newer) to build it with."],
    [
      "Go cannot build it",
      '[ "$1" = version ] || { echo "go: downloading"; echo "go: module lookup failed: no network"; exit 1; }',
      "Building pulumi failed: go: module lookup failed: no network",
    ],
  ])("stays empty where %s either: every obstacle and what to install are named", async (_, go, obstacle) => {
    const machine = createMachine();
    const node = machine.program(join(machine.bin, "node"), noNetwork);
    if (go !== undefined) machine.program(join(machine.bin, "go"), go);
    await expect(ensureEngine(node, machine.cache, machine.env)).rejects.toThrow(
      [
        `There is no Pulumi engine ${oldestEngineVersion} or newer on PATH, and none could be brought:`,
        "  Pulumi's installer failed: Error: getaddrinfo ENOTFOUND get.pulumi.com",
        `  ${obstacle}`,
        "Install the Pulumi CLI (https://www.pulumi.com/docs/install) and run this again.",
      ].join("\n"),
    );
    expect(readdirSync(dirname(dirname(cachedIn(machine))))).toEqual([]);
  });
});

describe("the oldest engine", () => {
  it("is brought although another one is on PATH and in the cache", async () => {
    const machine = createMachine();
    installEngine(machine, machine.bin, "v3.999.0");
    installEngine(machine, cachedIn(machine));
    const node = machine.program(join(machine.bin, "node"), `echo "$3" > "${machine.bin}/version"; ${installs}`);
    const folder = join(machine.cache, "engine", oldestEngineVersion, "bin");
    expect(await ensureOldestEngine(node, machine.cache, machine.env)).toBe(folder);
    expect(readFileSync(join(machine.bin, "version"), "utf8")).toBe(`${oldestEngineVersion}\n`);
  });

  it.each([
    ["cli", engineVersion],
    ["oldest-cli", oldestEngineVersion],
  ])("the modules in setup/engine/%s are those of %s", (folder, version) => {
    const file = join(import.meta.dirname, "../../setup/engine", folder, "go.mod");
    expect(readFileSync(file, "utf8")).toContain(`\nrequire github.com/pulumi/pulumi/pkg/v3 ${version}\n`);
  });
});
