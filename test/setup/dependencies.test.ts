import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureDependencies, installLocked } from "../../setup/dependencies.mjs";
import { createMachine, type Machine } from "./machine.ts";

const lock = {
  "": { name: "project" },
  "node_modules/yaml": { version: "2.9.1" },
  "node_modules/only-elsewhere": { version: "1.0.0", optional: true },
};

/** A project with this lock file, and with what npm says of what it installed. */
function project(machine: Machine, installed?: object | string): string {
  const folder = dirname(machine.bin);
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: lock }));
  if (installed === undefined) return folder;
  mkdirSync(join(folder, "node_modules"));
  const text = typeof installed === "string" ? installed : JSON.stringify({ packages: installed });
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), text);
  return folder;
}

/** An npm that keeps what it was asked for in the folder where it ran. */
const npm = 'echo "$*" > asked';

describe("ensureDependencies", () => {
  it("does nothing where all is there but the optional packages of other platforms", async () => {
    const machine = createMachine();
    await ensureDependencies(project(machine, { "node_modules/yaml": { version: "2.9.1" } }), machine.env);
    expect(machine.said()).toEqual([""]);
  });

  it.each([
    ["there is no node_modules", undefined],
    ["a package is missing", {}],
    ["a package has another version", { "node_modules/yaml": { version: "2.9.0" } }],
    ["npm was interrupted while it wrote what it installed", '{"packages":'],
  ])("installs what the lock file says if %s, without install scripts", async (_, installed) => {
    const machine = createMachine();
    machine.program(join(machine.bin, "npm"), npm);
    const folder = project(machine, installed);
    await ensureDependencies(folder, machine.env);
    expect(machine.said()[0]).toBe("installing the dependencies …");
    expect(readFileSync(join(folder, "asked"), "utf8")).toBe(
      "install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error\n",
    );
  });

  it("runs the npm that started it, not the one on PATH", async () => {
    const machine = createMachine();
    machine.program(join(machine.bin, "npm"), npm);
    const folder = project(machine);
    const started = join(folder, "npm-cli.js");
    writeFileSync(started, 'require("node:fs").writeFileSync("started", process.argv.slice(2).join(" "))');
    await ensureDependencies(folder, { ...machine.env, npm_execpath: started });
    expect(readFileSync(join(folder, "started"), "utf8")).toMatch(/^install --no-save /);
    expect(existsSync(join(folder, "asked"))).toBe(false);
  });

  it("says what npm said, and what it needs, if npm fails", async () => {
    const machine = createMachine();
    machine.program(join(machine.bin, "npm"), 'echo "npm error code ECONNREFUSED" >&2; exit 7');
    await expect(ensureDependencies(project(machine), machine.env)).rejects.toThrow(
      "npm install failed (exit 7):\nnpm error code ECONNREFUSED\nIt needs npm and a reachable package registry; run it again.",
    );
  });

  it("says what it needs if there is no npm", async () => {
    const machine = createMachine();
    await expect(ensureDependencies(project(machine), machine.env)).rejects.toThrow(
      "npm install failed (exit 127):\nspawn npm ENOENT\nIt needs npm and a reachable package registry; run it again.",
    );
  });
});

describe("installLocked", () => {
  it("has npm install one package, and nothing beside it, by its version and checksum", async () => {
    const machine = createMachine();
    machine.program(join(machine.bin, "npm"), 'echo "$*" > "$3/asked"');
    const folder = dirname(machine.bin);
    const integrity = "sha512-AAAA";
    await installLocked("installing it", { name: "@a/b", version: "1.2.3", integrity }, folder, machine.env);
    const written = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));
    expect(readFileSync(join(folder, "asked"), "utf8")).toBe(
      `ci --prefix ${folder} --ignore-scripts --no-audit --no-fund --loglevel=error\n`,
    );
    expect(written("package.json")).toEqual({ dependencies: { "@a/b": "1.2.3" } });
    expect(written("package-lock.json")).toEqual({
      lockfileVersion: 3,
      packages: { "": { dependencies: { "@a/b": "1.2.3" } }, "node_modules/@a/b": { version: "1.2.3", integrity } },
    });
  });
});
