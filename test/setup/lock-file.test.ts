import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
const packages = Object.entries<LockedPackage>(JSON.parse(lock).packages).filter(([folder]) => folder !== "");

// npm leaves out what other platforms need when it writes the lock file beside an existing node_modules:
// `npm install --package-lock-only` in a copy without node_modules adds it.
describe("package-lock.json", () => {
  it("holds the optional packages of every platform, without which `npm ci` refuses it", () => {
    const names = new Set(packages.map(([folder]) => folder.replace(/^.*node_modules\//, "")));
    const missing = packages.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !names.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it("names no registry, and every package by its checksum", () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});
